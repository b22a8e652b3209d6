import { describe, expect, test } from 'vitest';
import type { Items } from '../../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../../src/adapters/dynamodb-keys.ts';
import { type Fact, Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { at } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { createFacts, fact } from '../../support/facts.ts';

const createTable = useDynamodb();

const SUM = { pk: 'REGISTRY#123456789012/eu-west-1', sk: 'REPOSITORY#team/orders' };
const ADDITION = { key: SUM, mark: 'inRepository', at: at() } as const;

async function marked(items: Items, facts: readonly Fact[]): Promise<Key[]> {
  const found = await items.getMany(facts.map(({ key }) => key));
  return found
    .filter((item) => item.inRepository === true)
    .map(({ pk, sk }) => ({ pk, sk }))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
}

describe('an addition', () => {
  test('adds what each fact counts, and says when that was', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);

    const sum = await sums.add({ ...ADDITION, facts });

    expect(sum).toMatchObject({ version: 1, counts: { images: 3, layers: 30, storedBytes: 0 } });
    expect(sum.updatedAt).toBe(at());
    expect(await sums.read(SUM)).toEqual(sum);
  });

  test('of an earlier push does not take the time back', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const [one, two] = await createFacts(items, 2);

    await sums.add({ ...ADDITION, facts: one ? [one] : [], at: at(9) });
    const sum = await sums.add({ ...ADDITION, facts: two ? [two] : [], at: at(1) });

    expect(sum).toMatchObject({ updatedAt: at(9), counts: { images: 2 } });
  });

  test('counts a fact once, however often it is added, before it is marked and after', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);

    await sums.add({ ...ADDITION, facts });
    await sums.add({ ...ADDITION, facts });
    await sums.mark([fact(1).key], { inRepository: true });
    await sums.add({ ...ADDITION, facts: facts.slice(0, 2) });
    const sum = await sums.add({ ...ADDITION, facts });

    expect(sum).toMatchObject({ version: 1, counts: { images: 3 } });
  });

  test('marks the facts of the one before, which then are pending no longer', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);
    const [first, ...rest] = facts;

    await sums.add({ ...ADDITION, facts: rest });
    const markedAtFirst = await marked(items, facts);
    const sum = await sums.add({ ...ADDITION, facts: first ? [first] : [] });

    expect(markedAtFirst).toEqual([]);
    expect(await marked(items, facts)).toEqual(rest.map(({ key }) => key));
    expect(sum).toMatchObject({ version: 2, counts: { images: 3 }, pending: [fact(0).key] });
  });

  test('of more facts than may be pending counts them all, in several writes', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 120);

    await sums.add({ ...ADDITION, facts });
    const sum = await sums.add({ ...ADDITION, facts });

    expect(sum).toMatchObject({ version: 3, counts: { images: 120 } });
    expect(sum.pending.length).toBeLessThanOrEqual(50);
  });

  test('of a fact that is gone counts nothing', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 1);
    await sums.add({ ...ADDITION, facts });

    const sum = await sums.add({ ...ADDITION, facts: [fact(7)] });

    expect(sum).toMatchObject({ version: 1, counts: { images: 1 } });
  });

  test('marks nothing that is gone', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);

    await sums.mark([fact(1).key], { inRepository: true });

    expect(await items.get(fact(1).key)).toBeNull();
  });
});
