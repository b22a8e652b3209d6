import type { Random } from '../../src/local/random.ts';

/** Values that somebody, somewhere, does not expect. */
const HOSTILE: readonly (() => unknown)[] = [
  ...[null, true, -1, 0, 0.5, 2 ** 40, 2 ** 53, 1e308, '', ' ', '\u0000', '\ud800', '\u202e'].map(
    (value) => () => value,
  ),
  ...['__proto__', 'sha256:', `sha256:${'0'.repeat(64)}`, `sha512:${'a'.repeat(128)}`, 'a:b'].map(
    (value) => () => value,
  ),
  () => [],
  () => ({}),
  () => 'x'.repeat(5_000),
  () => '|2 TOKEN=a '.repeat(500),
  () => Array.from({ length: 1_001 }, () => null),
  () => JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`),
];

/** What is longer than this is not changed further: it would only grow. */
const LENGTH_MAX = 200_000;

const CHARACTERS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '0',
  '9',
  '-',
  'e',
  '.',
  '\u0000',
  '\ufeff',
  '𝒳',
];

/** A document with one to three things changed; it may be JSON no longer. */
export function mutate(text: string, others: readonly string[], random: Random): string {
  let mutated = text;
  for (let count = random.between(1, 3); count > 0; count--)
    if (mutated.length < LENGTH_MAX)
      mutated = random.fraction() < 0.85 ? mutateValue(mutated, others, random) : mutateText(mutated, random);
  return mutated;
}

function mutateText(text: string, random: Random): string {
  const [from, to] = [random.between(0, text.length), random.between(0, text.length)].sort((a, b) => a - b);
  const before = text.slice(0, from);
  const part = text.slice(from, Math.min(to ?? 0, (from ?? 0) + 200));
  const after = text.slice((from ?? 0) + part.length);
  switch (random.between(0, 3)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before;
    default:
      return `${before}${pick(CHARACTERS, random) ?? ''}${part}${after}`;
  }
}

/** Changes one value somewhere in the document, where it is JSON. */
function mutateValue(text: string, others: readonly string[], random: Random): string {
  const document = parse(text);
  if (typeof document !== 'object' || document === null) return mutateText(text, random);
  const places = placesIn(document);
  const place = pick(places, random);
  if (!place) return text;
  const { owner, name } = place;
  switch (random.between(0, 4)) {
    case 0:
      set(owner, name, pick(HOSTILE, random)?.());
      break;
    case 1:
      remove(owner, name);
      break;
    case 2: {
      // The same again and again, as a name or in a list.
      const value = get(owner, name);
      if (Array.isArray(owner))
        owner.push(
          ...Array.from({ length: random.between(1, random.fraction() < 0.1 ? 1_500 : 4) }, () => value),
        );
      else set(owner, `${name}s`, value);
      break;
    }
    case 3: {
      const other = pick(placesIn(parse(pick(others, random) ?? '')), random);
      if (other) set(owner, name, get(other.owner, other.name));
      break;
    }
    default: {
      const other = pick(places, random);
      if (other && !isWithin(other.owner, get(owner, name))) set(other.owner, other.name, get(owner, name));
    }
  }
  return JSON.stringify(document);
}

interface Place {
  readonly owner: object;
  readonly name: string;
}

function placesIn(document: unknown): Place[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => [{ owner: document, name }, ...placesIn(value)]);
}

/** Whether putting the value there would make a circle. */
function isWithin(owner: object, value: unknown): boolean {
  return value === owner || placesIn(value).some((place) => place.owner === owner);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function get(owner: object, name: string): unknown {
  return Reflect.get(owner, name);
}

function set(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, enumerable: true, configurable: true, writable: true });
}

function remove(owner: object, name: string): void {
  if (Array.isArray(owner)) owner.splice(Number(name), 1);
  else Reflect.deleteProperty(owner, name);
}

function pick<T>(some: readonly T[], random: Random): T | undefined {
  return some[random.between(0, some.length - 1)];
}
