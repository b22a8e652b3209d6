import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import { createDynamodbItems } from '../../src/adapters/dynamodb-items-client.ts';
import { createDynamodbRepositorySettings } from '../../src/adapters/dynamodb-repository-settings.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import { rememberSettings } from '../../src/domain/known-settings.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import type { ImageRef } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { createImageActionHandler } from '../../src/handlers/record-batch.ts';
import { startDynamodbEngine } from '../../src/local/dynamodb-engine.ts';
import { at, buildImage, REPOSITORY } from '../support/builders.ts';
import { Calls } from '../support/dynamodb-calls.ts';
import { deleteEvent, LAMBDA_CONTEXT, pushEvent, sqsBatch } from '../support/image-events.ts';
import { InMemoryPublisher, SCANNED } from '../support/in-memory-ports.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';
import { IndexWrites } from './index-writes.ts';
import { type Measurement, round } from './measurement.ts';
import { USD_PER_READ_UNIT, USD_PER_WRITE_UNIT } from './prices.ts';

const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** What one push, and one deletion, ask of AWS: calls, and DynamoDB's request units, which are what it costs. */
export async function measurePushCost(): Promise<Measurement> {
  const engine = await startDynamodbEngine('bench', CLIENT.region);
  const client = new DynamoDBClient({ ...CLIENT, endpoint: engine.endpoint });
  const calls = new Calls();
  calls.watch(client);
  const indexes = new IndexWrites();
  indexes.watch(client);
  const items = createDynamodbItems(client, 'bench');
  const images = new InMemoryRegistry();
  const ecr = countCalls(images);
  const now = () => new Date();
  const handler = createImageActionHandler({
    registry: ecr.registry,
    registries: SCANNED,
    settings: rememberSettings(createDynamodbRepositorySettings(items), now),
    history: createDynamodbHistory(items, { now, historyDays: 90 }),
    tags: createDynamodbTags(items, now),
    alerts: createDynamodbAlerts(items),
    publisher: new InMemoryPublisher(),
    thresholds: DEFAULT_THRESHOLDS,
    mutedKinds: [],
    deadLetters: null,
    maxReceiveCount: 5,
    now,
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  let second = 0;
  const stored: { readonly image: ImageRef; readonly tag: string }[] = [];

  /** An image of twelve layers, two of which no image had before. */
  function nextPush(repository = REPOSITORY): object {
    second += 1;
    const tag = `1.0.${second}`;
    const stable = Array.from({ length: 10 }, (_, layer) => ({
      seed: `${repository.repository} ${layer}`,
      sizeBytes: 3_000_000,
    }));
    const fresh = ['deps', 'app'].map((name) => ({ seed: `${name} ${second}`, sizeBytes: 2_000_000 }));
    const image: ImageRef = {
      ...repository,
      digest: images.push(repository, buildImage([...stable, ...fresh]), tag, at(second)),
    };
    stored.push({ image, tag });
    return pushEvent(image, { 'image-tag': tag }, { time: at(second) });
  }

  /** The oldest image is deleted, as a lifecycle rule does. */
  function nextDeletion(): object[] {
    const oldest = stored.shift();
    if (!oldest) return [];
    images.delete(oldest.image);
    return [deleteEvent(oldest.image, oldest.tag, { time: at(++second) })];
  }

  async function cost(name: string, pushes: number, bodies: readonly object[]) {
    calls.reset();
    indexes.reset();
    ecr.reset();
    await handler(sqsBatch(bodies), LAMBDA_CONTEXT);
    const writeUnits = calls.writeUnits + indexes.units;
    const usd = writeUnits * USD_PER_WRITE_UNIT + calls.readUnits * USD_PER_READ_UNIT;
    return {
      name,
      'ECR calls': round(ecr.calls() / pushes, 1),
      'DynamoDB calls': round(calls.total / pushes, 1),
      'read units': round(calls.readUnits / pushes, 1),
      'write units': round(writeUnits / pushes, 1),
      'USD per million': round((1e6 * usd) / pushes),
    };
  }

  for (let push = 0; push < 6; push++) await handler(sqsBatch([nextPush()]), LAMBDA_CONTEXT);
  const typical = nextPush();
  const deletion = nextDeletion();
  const rows = [
    await cost('a push of 12 layers, 2 new', 1, [typical]),
    await cost('the same event again', 1, [typical]),
    await cost(
      'each of a batch of 10',
      10,
      Array.from({ length: 10 }, () => nextPush()),
    ),
    await cost('a deletion', 1, deletion),
    await cost('the same deletion again', 1, deletion),
  ];
  client.destroy();
  await engine.close();
  const [one] = rows;
  return {
    title: 'What an event asks of AWS (index writes included; prices of DynamoDB only)',
    rows: rows.map((row) => ({
      ...row,
      'ratio (USD)': round(row['USD per million'] / (one?.['USD per million'] ?? 1)),
    })),
  };
}

/** Counts as ECR does: BatchGetImage and DescribeImages take a hundred at once, a config is one call more. */
function countCalls(images: Registry) {
  let count = 0;
  const registry: Registry = {
    getManifests(repository, digests) {
      count += Math.ceil(digests.length / 100);
      return images.getManifests(repository, digests);
    },
    getConfig(repository, config) {
      count += 1;
      return images.getConfig(repository, config);
    },
    describe(repository, references) {
      count += Math.ceil(references.length / 100);
      return images.describe(repository, references);
    },
  };
  return {
    registry,
    calls: () => count,
    reset: () => {
      count = 0;
    },
  };
}
