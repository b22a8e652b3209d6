import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamodbEngine } from '../../src/local/dynamodb-engine.ts';
import { startLocalService } from '../../src/local/local-service.ts';
import { createPlayback } from '../../src/local/playback.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';
import { type Measurement, round } from './measurement.ts';

const READS = 2_000;
const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Pushes and deletions a second of the sample organisation through the whole local service, beside the engine's bare reads. */
export async function measureReplayRate(): Promise<Measurement> {
  const readsPerSecond = await measureReads();
  const { source, changes, pushes } = createSampleOrganisation(1, new Date());
  const registry = createReplayedRegistry(source);
  const service = await startLocalService({ source: registry, onMessage: () => {}, onDeadLetter: () => {} });
  const playback = createPlayback(registry, service);
  const began = performance.now();
  for (const change of changes) await playback.play(change);
  await playback.finish();
  const eventsPerSecond = changes.length / ((performance.now() - began) / 1_000);
  await service.close();
  const deletions = changes.length - pushes.length;
  return {
    title: `Replay of the sample organisation (${pushes.length} pushes, ${deletions} deletions, one process, two embedded engines)`,
    rows: [
      { name: 'reads of one item', 'per second': round(readsPerSecond, 0), 'reads each': 1 },
      {
        name: 'events',
        'per second': round(eventsPerSecond, 1),
        'reads each': round(readsPerSecond / eventsPerSecond, 1),
      },
    ],
  };
}

async function measureReads(): Promise<number> {
  const engine = await startDynamodbEngine('bench', CLIENT.region);
  const client = new DynamoDBClient({ ...CLIENT, endpoint: engine.endpoint });
  const read = new GetItemCommand({ TableName: 'bench', Key: { pk: { S: 'a' }, sk: { S: 'b' } } });
  for (let warmUp = 0; warmUp < 200; warmUp++) await client.send(read);
  const began = performance.now();
  for (let count = 0; count < READS; count++) await client.send(read);
  const perSecond = READS / ((performance.now() - began) / 1_000);
  client.destroy();
  await engine.close();
  return perSecond;
}
