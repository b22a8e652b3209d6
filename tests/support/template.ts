import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';

/** The text of `template.yaml`, for what only its comments tell. */
export const TEMPLATE_TEXT = readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8');

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

interface Template {
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Globals: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `template.yaml` with its short forms spelt out: `!Ref X` as `{ Ref: 'X' }`, `!Sub X` as `{ 'Fn::Sub': 'X' }`. */
export const TEMPLATE: Template = parse(TEMPLATE_TEXT, { customTags: intrinsics(TEMPLATE_TEXT) });

/** The resources of a type, by logical id. */
export function resourcesOf(type: string): [id: string, resource: Resource][] {
  return Object.entries(TEMPLATE.Resources).filter(([, resource]) => resource.Type === type);
}

export function resource(id: string): Resource {
  const found = TEMPLATE.Resources[id];
  if (!found) throw new Error(`the template has no resource ${id}`);
  return found;
}

/** What stands at a path inside a value; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A list, or a single value as the list of it, as policies may write either. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** EventBridge's matching, as far as the rules use it: a list of allowed values at every leaf. */
export function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((allowed) => isDeepStrictEqual(allowed, value));
  return Object.entries(Object(pattern)).every(([key, inner]) => matches(inner, at(value, key)));
}

function intrinsics(text: string): (ScalarTag | CollectionTag)[] {
  const names = new Set([...text.matchAll(/!([A-Z]\w+)/g)].map(([, name]) => name));
  return [...names].flatMap((name): (ScalarTag | CollectionTag)[] => {
    const tag = `!${name}`;
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return [
      { tag, resolve: (value) => ({ [key]: value }) },
      { tag, collection: 'seq', resolve: (items) => ({ [key]: items.toJSON() }) },
      { tag, collection: 'map', resolve: (entries) => ({ [key]: entries.toJSON() }) },
    ];
  });
}
