import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Items } from '../../../src/adapters/dynamodb-items.ts';
import { type Fact, Sums } from '../../../src/adapters/dynamodb-sums.ts';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { at } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { createFacts, fact } from '../../support/facts.ts';

const createTable = useDynamodb();

const SUM = { pk: 'REGISTRY#123456789012/eu-west-1', sk: 'REPOSITORY#team/orders' };
const ADDITION = { key: SUM, mark: 'inRepository', at: at() } as const;

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
