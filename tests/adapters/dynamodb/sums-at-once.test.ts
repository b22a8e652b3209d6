import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/adapters/dynamodb-facts.ts';
import type { Items } from '../../../src/adapters/dynamodb-items.ts';
import { Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { COUNTING, createFacts, fact, markCounted, SUM, turn } from '../../support/facts.ts';
import { createInMemoryItems } from '../../support/in-memory-items.ts';

const createTable = useDynamodb();

describe('at once', () => {
  test('twenty who count different facts count them all', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 20);

    await Promise.all(facts.map((each) => new Sums(connect().items).count({ ...COUNTING, facts: [each] })));

    expect(await new Sums(items).read(SUM)).toMatchObject({ version: 20, counts: { images: 20 } });
  });

  test('ten who count the same facts count them once', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 3);

    const counters = Array.from({ length: 10 }, () => new Sums(connect().items));
    await Promise.all(counters.map((sums) => sums.count({ ...COUNTING, facts })));

    expect(await new Sums(items).read(SUM)).toMatchObject({ counts: { images: 3 } });
  });

  test('ten who count what comes and goes meanwhile end with what holds then', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 5);

    await Promise.all(
      Array.from({ length: 10 }, async (_, number) => {
        const own = connect();
        await turn(own.items, fact(number % 5), 2);
        await new Sums(own.items).count({ ...COUNTING, facts });
      }),
    );

    expect((await new Sums(items).read(SUM)).counts).toMatchObject({ images: 0, layers: 0 });
  });
});

describe('a process that read the sum long ago', () => {
  /** Three facts, and what it read: the sum before any was counted, and each of them. */
  async function threeFactsSeen(items: Items) {
    const sum = await new Sums(items).read(SUM);
    const facts = await createFacts(items, 3);
    return { facts, seen: { sum, items: await items.getMany(facts.map(({ key }) => key)) } };
  }

  test('cannot count again what others counted in the meantime', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const { facts, seen } = await threeFactsSeen(items);
    await sums.count({ ...COUNTING, facts: facts.slice(0, 2) });
    // By then the first two are no longer pending.
    await sums.count({ ...COUNTING, facts: facts.slice(2) });

    const sum = await sums.count({ ...COUNTING, facts, seen });

    expect(sum).toMatchObject({ version: 2, counts: { images: 3 } });
  });

  test('still counts what others did not', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const { facts, seen } = await threeFactsSeen(items);
    await sums.count({ ...COUNTING, facts: facts.slice(0, 2) });

    const sum = await sums.count({ ...COUNTING, facts, seen });

    expect(sum).toMatchObject({ version: 2, counts: { images: 3 } });
  });

  test.each([
    ['came, and has gone', [1, 2], 0],
    ['went, and has come again', [1, 2, 3], 1],
  ])('does not count as it was then what %s since', async (_what, states, images) => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 1);
    if (states.length > 2) await sums.count({ ...COUNTING, facts });
    const seen = await sums.read(SUM);
    // It sees the state before the last, and is slow.
    await turn(items, fact(0), states.at(-2) ?? 0);
    const known = await items.getMany(facts.map(({ key }) => key));
    await turn(items, fact(0), states.at(-1) ?? 0);
    // Whoever brought it there has counted that, and marked it.
    await sums.count({ ...COUNTING, facts });
    await markCounted(items, facts, states.at(-1));

    await sums.count({ ...COUNTING, facts, seen: { sum: seen, items: known } });
    await sums.count({ ...COUNTING, facts: [fact(9)] });

    expect((await sums.read(SUM)).counts).toMatchObject({ images });
  });

  test('needs one write where nobody was there in the meantime', async () => {
    const { items, calls } = await createTable();
    const sums = new Sums(items);
    const { facts, seen } = await threeFactsSeen(items);
    calls.reset();

    await sums.count({ ...COUNTING, facts, seen });

    // The pending facts of nobody are looked for without a call.
    expect(calls.byCommand).toEqual({ UpdateItem: 1 });
  });
});

describe('a crash at any call', () => {
  async function countAndMark(items: Items, facts: readonly Fact[]): Promise<void> {
    await new Sums(items).count({ ...COUNTING, facts });
    await markCounted(items, facts.slice(0, 2));
  }

  test.each(['before', 'after'] as const)('and a repetition count every fact once: %s it', async (when) => {
    let crashes = 0;
    for (let call = 1; crashes === call - 1; call++) {
      const { items, connect } = await createTable();
      const facts = await createFacts(items, 5);
      // Of the second counting: one fact is counted and marked, one is pending.
      await new Sums(items).count({ ...COUNTING, facts: facts.slice(3) });
      await markCounted(items, [fact(3)]);
      const crashing = connect({ call, when });

      await countAndMark(crashing.items, facts).catch(() => {
        crashes += 1;
      });
      await countAndMark(items, facts);
      await countAndMark(items, [fact(0)]);

      const { counts } = await new Sums(items).read(SUM);
      expect({ call, images: counts.images }).toEqual({ call, images: 5 });
    }
    expect(crashes).toBeGreaterThan(5);
  });

  test('between two writes of more facts than may be pending counts every fact once', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 60);
    // 1 reads the sum, 2 the facts, 3 writes the sum.
    const crashing = connect({ call: 3, when: 'after' });

    await expect(new Sums(crashing.items).count({ ...COUNTING, facts })).rejects.toThrow();
    const half = await new Sums(items).read(SUM);
    const sum = await new Sums(items).count({ ...COUNTING, facts });

    expect([half.counts.images, sum.counts.images]).toEqual([50, 60]);
  });
});

describe('too many collisions', () => {
  test('end in a failure, to be delivered again', async () => {
    const items = createInMemoryItems();
    const facts = await createFacts(items, 1);
    const beaten: Items = { ...items, update: async () => false };

    const counting = new Sums(beaten).count({ ...COUNTING, facts });

    await expect(counting).rejects.toThrow(HistoryUnavailableError);
  });
});
