import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, Check, Condition, Item, Items, Query } from '../../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../../src/adapters/dynamodb-keys.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { createInMemoryTable, ENGINE, needsEngine, useDynamodb } from '../../support/dynamodb.ts';

const createTable = useDynamodb();

// PROPERTY_RUNS=20 looks twenty times as hard.
const HARDER = Number(process.env.PROPERTY_RUNS ?? 1);
const TIMEOUT_MS = 60_000 * HARDER;
const RUNS = { numRuns: 40 * HARDER, interruptAfterTimeLimit: 0.8 * TIMEOUT_MS };

/** One call and what came of it, as text can be compared. */
type Call = (items: Items) => Promise<unknown>;

const key: fc.Arbitrary<Key> = fc.record({
  pk: fc.constantFrom('a', 'b'),
  sk: fc.constantFrom('1', '12', '2', 'x|1', 'x|2'),
});

const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom('', 'x', 'xy', '2') },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom('x', 'y', 2), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ n: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.constantFrom(new Uint8Array(), new Uint8Array([1, 255])) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

/** Where an item is in an index; two items are never in the same place, as their order there is nobody's promise. */
const place = fc.constantFrom('A|', 'B|', 'Z|');

const NAMES = ['n', 'm', 'text', 'layers', 'sizeBytes'] as const;
const PLACES = ['live', 'time', 'sk1', 'sk2'] as const;

function attributesOf({ pk, sk }: Key): fc.Arbitrary<Record<string, unknown>> {
  const own = place.map((group) => `${group}${pk}${sk}`);
  return fc
    .record(
      {
        ...Object.fromEntries(NAMES.map((name) => [name, value])),
        ...Object.fromEntries(PLACES.map((name) => [name, own])),
        pk1: fc.constantFrom('a', 'b'),
        pk2: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    )
    .map((attributes) => ({ ...attributes }));
}

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.constantFrom('absent' as const, 'present' as const),
  fc.integer({ min: -2, max: 3 }).map((number) => ({ below: number })),
  fc.integer({ min: -2, max: 3 }).map((number) => ({ above: number })),
  fc.constantFrom(0, 1, 2, 'x', '2', true, null).map((is) => ({ is })),
  fc.constantFrom('x', '2').map((contains) => ({ contains })),
);

const condition: fc.Arbitrary<Condition> = fc.dictionary(
  fc.constantFrom('n', 'm', 'text', 'n.n', 'm.n'),
  check,
  {
    maxKeys: 2,
  },
);

const change = (of: Key): fc.Arbitrary<Change> =>
  fc
    .record({
      set: attributesOf(of),
      remove: fc.uniqueArray(fc.constantFrom(...NAMES, ...PLACES, 'pk1', 'pk2'), { maxLength: 4 }),
      // What is set and removed in one call is refused: that is tried as well, but rarely.
      isRefused: fc.integer({ min: 0, max: 20 }).map((number) => number === 20),
    })
    .map(({ set, remove, isRefused }) => ({
      set,
      remove: remove.filter((name) => isRefused || set[name] === undefined),
    }));

const range: fc.Arbitrary<Query['range']> = fc.oneof(
  fc.constantFrom('', 'x', '1', 'A|', 'B|a').map((prefix) => (prefix === '' ? undefined : { prefix })),
  fc
    .constantFrom(['1', '2'], ['12', 'x|1'], ['A|', 'B|b'], ['B|', '~'])
    .map(([from = '', to = '']) => ({ from, to })),
);

const query: fc.Arbitrary<Query> = fc
  .record({
    index: fc.constantFrom(undefined, 'live' as const, 'time' as const, 'gsi1' as const, 'gsi2' as const),
    partition: fc.constantFrom('a', 'b'),
    range,
    filter: fc.option(condition, { nil: undefined }),
    newestFirst: fc.boolean(),
    limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  })
  .map(({ limit, filter, ...rest }) => ({
    ...rest,
    ...(limit !== undefined && { limit }),
    // The engines do not agree about filters that ask for what a local index leaves out.
    filter: rest.index === 'live' || rest.index === 'time' ? undefined : filter,
  }));

const call: fc.Arbitrary<Call & { toString(): string }> = fc.oneof(
  ...[
    key.chain((of) =>
      fc
        .tuple(fc.constantFrom('put' as const, 'putNew' as const), attributesOf(of))
        .map(([how, more]) =>
          named(`${how} ${fc.stringify({ ...of, ...more })}`, (items) => items[how]({ ...of, ...more })),
        ),
    ),
    ...[1, 2].map(() =>
      key.chain((of) =>
        fc
          .tuple(change(of), condition)
          .map(([what, if_]) =>
            named(`update ${fc.stringify([of, what, if_])}`, (items) => items.update(of, what, if_)),
          ),
      ),
    ),
    key.map((of) => named(`get ${fc.stringify(of)}`, (items) => items.get(of))),
    fc
      .array(key, { maxLength: 4 })
      .map((keys) =>
        named(`getMany ${fc.stringify(keys)}`, async (items) => (await items.getMany(keys)).sort(byKey)),
      ),
    query.map((of) => named(`query ${fc.stringify(of)}`, (items) => allPages(items, of))),
  ],
);

function named(text: string, call: Call): Call {
  return Object.assign(call, { toString: () => text });
}

/**
 * The pages of a query to its end, each with where it goes on. Empty ones at the end tell nothing: whether a page that
 * stops at the last item there is says that more follows is nobody's promise.
 */
async function allPages(items: Items, of: Query): Promise<readonly (readonly Item[])[]> {
  const pages: (readonly Item[])[] = [];
  let startKey: Query['startKey'];
  do {
    const answer = await items.query({ ...of, startKey });
    pages.push(answer.items);
    startKey = answer.nextKey;
  } while (startKey);
  return pages.slice(0, pages.findLastIndex((page) => page.length > 0) + 1);
}

function byKey(a: Item, b: Item): number {
  return `${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1;
}

async function outcomeOf(call: Call, items: Items): Promise<unknown> {
  try {
    return await call(items);
  } catch (error) {
    if (!(error instanceof HistoryUnavailableError)) throw error;
    return `refused: ${error.details.awsError}`;
  }
}

test(
  `whatever is called in whatever order, ${ENGINE} and the map that takes its place answer the same`,
  async (context) => {
    needsEngine(context, 'the map is compared with one');
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 50, size: 'max' }), async (calls) => {
        const [engine, map] = [await createTable(), createInMemoryTable()];
        for (const [number, each] of calls.entries()) {
          const [expected, answer] = [await outcomeOf(each, engine.items), await outcomeOf(each, map.items)];

          expect({ call: `${number}: ${each}`, answer }).toEqual({
            call: `${number}: ${each}`,
            answer: expected,
          });
        }
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);
