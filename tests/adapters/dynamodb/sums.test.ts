import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/adapters/dynamodb-facts.ts';
import type { Items } from '../../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../../src/adapters/dynamodb-keys.ts';
import { Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { at } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { COUNTING, createFacts, fact, markCounted, SUM } from '../../support/facts.ts';

const createTable = useDynamodb();

async function marked(items: Items, facts: readonly Fact[]): Promise<Key[]> {
  const found = await items.getMany(facts.map(({ key }) => key));
  return found
    .filter((item) => item.generationInRepository === 1)
    .map(({ pk, sk }) => ({ pk, sk }))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
}

describe('counting', () => {
  test('adds what each fact counts, and says when that was', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);

    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum).toMatchObject({ version: 1, counts: { images: 3, layers: 30, storedBytes: 0 } });
    expect(sum.updatedAt).toBe(at());
    expect(await sums.read(SUM)).toEqual(sum);
  });

  test('of an earlier push does not take the time back', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const [one, two] = await createFacts(items, 2);

    await sums.count({ ...COUNTING, facts: one ? [one] : [], at: at(9) });
    const sum = await sums.count({ ...COUNTING, facts: two ? [two] : [], at: at(1) });

    expect(sum).toMatchObject({ updatedAt: at(9), counts: { images: 2 } });
  });

  test('counts a fact once, however often it is counted, before it is marked and after', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);

    await sums.count({ ...COUNTING, facts });
    await sums.count({ ...COUNTING, facts });
    await markCounted(items, [fact(1)]);
    await sums.count({ ...COUNTING, facts: facts.slice(0, 2) });
    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum).toMatchObject({ version: 1, counts: { images: 3 } });
  });

  test('marks the facts that were counted before, which then are pending no longer', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);
    const [first, ...rest] = facts;

    await sums.count({ ...COUNTING, facts: rest });
    const markedAtFirst = await marked(items, facts);
    const sum = await sums.count({ ...COUNTING, facts: first ? [first] : [] });

    expect(markedAtFirst).toEqual([]);
    expect(await marked(items, facts)).toEqual(rest.map(({ key }) => key));
    expect(sum).toMatchObject({
      version: 2,
      counts: { images: 3 },
      pending: [{ key: fact(0).key, name: 'generation', state: 1 }],
    });
  });

  test('of more facts than may be pending counts them all, in several writes', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 120);

    await sums.count({ ...COUNTING, facts });
    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum).toMatchObject({ version: 3, counts: { images: 120 } });
    expect(sum.pending.length).toBeLessThanOrEqual(50);
  });

  test('of a fact that never was counts nothing', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 1);
    await sums.count({ ...COUNTING, facts });

    const sum = await sums.count({ ...COUNTING, facts: [fact(7)] });

    expect(sum).toMatchObject({ version: 1, counts: { images: 1 } });
  });

  test('marks nothing that is gone', async () => {
    const { items } = await createTable();

    await markCounted(items, [fact(1)]);

    expect(await items.get(fact(1).key)).toBeNull();
  });
});
