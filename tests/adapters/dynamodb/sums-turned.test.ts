import { describe, expect, test } from 'vitest';
import { Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { COUNTING, createFacts, fact, markCounted, turn } from '../../support/facts.ts';

const createTable = useDynamodb();

describe('a fact that holds no longer', () => {
  test.each([
    ['before it is marked', false],
    ['after it is marked', true],
  ])('is taken away, once: %s', async (_when, isMarked) => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 2);
    await sums.count({ ...COUNTING, facts });
    if (isMarked) await markCounted(items, facts);
    await turn(items, fact(0), 2);

    await sums.count({ ...COUNTING, facts });
    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum.counts).toMatchObject({ images: 1, layers: 10 });
  });

  test('comes again, and is added again', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 2);

    for (const state of [2, 3, 4, 5]) {
      await sums.count({ ...COUNTING, facts });
      await turn(items, fact(0), state);
    }
    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum.counts).toMatchObject({ images: 2, layers: 20 });
  });

  test('was never added where it came and went before anybody counted it', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 2);
    await turn(items, fact(0), 2);

    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum.counts).toMatchObject({ images: 1 });
  });

  test('stays added where it went and came while nobody looked', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 2);
    await sums.count({ ...COUNTING, facts });
    await turn(items, fact(0), 3);

    const sum = await sums.count({ ...COUNTING, facts });

    expect(sum.counts).toMatchObject({ images: 2 });
  });

  test('is not marked in a state that it has left', async () => {
    const { items } = await createTable();
    const facts = await createFacts(items, 1);
    await new Sums(items).count({ ...COUNTING, facts });
    await turn(items, fact(0), 2);

    await markCounted(items, facts, 1);

    expect(await items.get(fact(0).key)).toEqual({ ...fact(0).key, generation: 2 });
  });
});

describe('a sum that is a fact itself', () => {
  const IS_ON = { isOn: ({ images }: { readonly images: number }) => images > 1 };

  test('comes and goes with what it is asked for, each time in a state of its own', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 2);
    const states: number[] = [];

    for (const turned of [0, 2, 3, 4]) {
      if (turned > 0) await turn(items, fact(1), turned);
      const { state } = await sums.count({ ...COUNTING, ...IS_ON, facts });
      states.push(state);
    }

    expect(states.map((state) => state % 2)).toEqual([1, 0, 1, 0]);
    expect(states.toSorted((a, b) => a - b)).toEqual(states);
    expect(new Set(states).size).toBe(4);
  });

  test('stays in its state while nothing changes about that', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const facts = await createFacts(items, 3);

    const two = await sums.count({ ...COUNTING, ...IS_ON, facts: facts.slice(1) });
    const three = await sums.count({ ...COUNTING, ...IS_ON, facts });

    expect([three.version, three.state]).toEqual([2, two.state]);
  });
});
