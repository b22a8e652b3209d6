import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Items } from '../../../src/adapters/dynamodb-items.ts';
import type { Key } from '../../../src/adapters/dynamodb-keys.ts';
import { type Fact, Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { at } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';

const createTable = useDynamodb();

const SUM = { pk: 'REGISTRY#123456789012/eu-west-1', sk: 'REPOSITORY#team/orders' };
const ADDITION = { key: SUM, mark: 'inRepository', at: at() } as const;

function fact(number: number): Fact {
  return { key: { pk: 'IMAGES', sk: String(number).padStart(3, '0') }, counts: { images: 1, layers: 10 } };
}

/** Facts that exist, none of them counted. */
async function createFacts(items: Items, count: number): Promise<Fact[]> {
  const facts = Array.from({ length: count }, (_, number) => fact(number));
  await Promise.all(facts.map(({ key }) => items.put(key)));
  return facts;
}

async function marked(items: Items, facts: readonly Fact[]): Promise<Key[]> {
  const found = await items.getMany(facts.map(({ key }) => key));
  return found.filter((item) => item.inRepository === true).map(({ pk, sk }) => ({ pk, sk }));
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

describe('at once', () => {
  test('twenty adders of different facts are all counted', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 20);

    await Promise.all(facts.map((each) => new Sums(connect().items).add({ ...ADDITION, facts: [each] })));

    expect(await new Sums(items).read(SUM)).toMatchObject({ version: 20, counts: { images: 20 } });
  });

  test('ten adders of the same facts count them once', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 3);

    const adders = Array.from({ length: 10 }, () => new Sums(connect().items));
    await Promise.all(adders.map((sums) => sums.add({ ...ADDITION, facts })));

    expect(await new Sums(items).read(SUM)).toMatchObject({ counts: { images: 3 } });
  });
});

describe('a process that read the sum long ago', () => {
  test('cannot count again what others counted in the meantime', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const seen = await sums.read(SUM);
    const facts = await createFacts(items, 3);
    await sums.add({ ...ADDITION, facts: facts.slice(0, 2) });
    // By then the first two are no longer pending.
    await sums.add({ ...ADDITION, facts: facts.slice(2) });

    const sum = await sums.add({ ...ADDITION, facts, seen, factsAreNew: true });

    expect(sum).toMatchObject({ version: 2, counts: { images: 3 } });
  });

  test('still counts what others did not', async () => {
    const { items } = await createTable();
    const sums = new Sums(items);
    const seen = await sums.read(SUM);
    const facts = await createFacts(items, 3);
    await sums.add({ ...ADDITION, facts: facts.slice(0, 2) });

    const sum = await sums.add({ ...ADDITION, facts, seen, factsAreNew: true });

    expect(sum).toMatchObject({ version: 2, counts: { images: 3 } });
  });

  test('needs one write where nobody was there in the meantime', async () => {
    const { items, calls } = await createTable();
    const sums = new Sums(items);
    const seen = await sums.read(SUM);
    const facts = await createFacts(items, 3);
    calls.reset();

    await sums.add({ ...ADDITION, facts, seen, factsAreNew: true });

    expect(calls.byCommand).toEqual({ UpdateItem: 1 });
  });
});

describe('a crash at any call', () => {
  async function addAndMark(items: Items, facts: readonly Fact[]): Promise<void> {
    const sums = new Sums(items);
    await sums.add({ ...ADDITION, facts });
    await sums.mark(
      facts.slice(0, 2).map(({ key }) => key),
      { inRepository: true },
    );
  }

  test.each(['before', 'after'] as const)('and a repetition count every fact once: %s it', async (when) => {
    let crashes = 0;
    for (let call = 1; crashes === call - 1; call++) {
      const { items, connect } = await createTable();
      const facts = await createFacts(items, 5);
      // Of the second addition: one fact is counted and marked, one is pending.
      await new Sums(items).add({ ...ADDITION, facts: facts.slice(3) });
      await new Sums(items).mark([fact(3).key], { inRepository: true });
      const crashing = connect({ call, when });

      await addAndMark(crashing.items, facts).catch(() => {
        crashes += 1;
      });
      await addAndMark(items, facts);
      await addAndMark(items, [fact(0)]);

      const { counts } = await new Sums(items).read(SUM);
      expect({ call, images: counts.images }).toEqual({ call, images: 5 });
    }
    expect(crashes).toBeGreaterThan(5);
  });

  test('between two writes of more facts than may be pending counts every fact once', async () => {
    const { items, connect } = await createTable();
    const facts = await createFacts(items, 60);
    const crashing = connect({ call: 2, when: 'after' });

    await expect(new Sums(crashing.items).add({ ...ADDITION, facts })).rejects.toThrow();
    const half = await new Sums(items).read(SUM);
    const sum = await new Sums(items).add({ ...ADDITION, facts });

    expect([half.counts.images, sum.counts.images]).toEqual([50, 60]);
  });
});

describe('too many collisions', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('end in a failure, to be delivered again', async () => {
    vi.useFakeTimers();
    const client = new DynamoDBClient({ region: 'eu-west-1' });
    const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'not so' });
    const dynamodb = mockClient(client).onAnyCommand().resolves({});
    dynamodb.on(UpdateItemCommand).rejects(refused);

    const added = new Sums(new Items(client, 'layerwatch')).add({ ...ADDITION, facts: [fact(1)] });
    const outcome = expect(added).rejects.toThrow(HistoryUnavailableError);
    await vi.runAllTimersAsync();

    await outcome;
  });
});
