import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertDocument } from '../../src/domain/alert-document.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { type LocalServer, startServer } from '../../src/local/http-server.ts';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { createPlayback } from '../../src/local/playback.ts';
import { imageEvent } from '../../src/local/push-event.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';
import type { PublishedMessage } from '../../src/local/sns-endpoint.ts';
import { layersByRepository } from '../support/layers-by-repository.ts';

const sample = createSampleOrganisation(1, new Date());
const deleted = new Set(
  sample.changes.flatMap((change) =>
    change.action === 'DELETE' && change.tag === null ? [`${change.repository}@${change.digest}`] : [],
  ),
);
/** The pushes whose images are still there in the end. */
const lasting = sample.pushes.filter(({ repository, digest }) => !deleted.has(`${repository}@${digest}`));
const registry = createReplayedRegistry(sample.source);
const messages: PublishedMessage[] = [];
const deadLetters: object[] = [];

let service: LocalService;
let api: LocalServer;

beforeAll(async () => {
  service = await startLocalService({
    source: registry,
    onMessage: (message) => messages.push(message),
    onDeadLetter: (event) => deadLetters.push(event),
  });
  api = await startServer((request) => service.query(request));
  const playback = createPlayback(registry, service);
  for (const change of sample.changes) await playback.play(change);
  await playback.finish();
}, 180_000);

afterAll(async () => {
  await api.close();
  await service.close();
});

async function ask(path: string) {
  const response = await fetch(`${api.origin}${path}`);
  const body = JSON.parse(await response.text());
  return { status: response.status, type: response.headers.get('content-type'), body };
}

function published(kind: AlertDocument['kind']): AlertDocument[] {
  return messages
    .map(({ texts }): AlertDocument => JSON.parse(texts.sqs ?? ''))
    .filter((document) => document.kind === kind);
}

test('handles every event', () => {
  expect(deadLetters).toEqual([]);
});

test('alerts for each planted regression once, and names its instruction', () => {
  const grown = published('image-grew').flatMap(({ finding, revision, state }) =>
    finding.kind === 'image-grew'
      ? {
          repository: finding.repository,
          tag: finding.tags[0],
          instruction: finding.instructions[0]?.instruction,
          revision,
          state,
        }
      : [],
  );

  const byName = (a: { repository: string }, b: { repository: string }) =>
    a.repository < b.repository ? -1 : 1;
  expect(grown.sort(byName)).toEqual(
    sample.regressions.map((planted) => ({ ...planted, revision: 1, state: 'open' })).sort(byName),
  );
});

test('alerts for a large layer in two repositories, and each time its duplicates have doubled', async () => {
  const held = await layersByRepository(sample.source, sample.pushes);
  const expected = [...held].flatMap(([digest, { sizeBytes, repositories }]) =>
    sizeBytes < DEFAULT_THRESHOLDS.largeLayerBytes
      ? []
      : [2, 3, 5, 9, 17]
          .filter((count) => repositories.size >= count)
          .map((repositoryCount, position) => ({ digest, repositoryCount, revision: position + 1 })),
  );

  const alerts = published('duplicate-layer').flatMap(({ finding, revision }) =>
    finding.kind === 'duplicate-layer'
      ? { digest: finding.digest, repositoryCount: finding.repositoryCount, revision }
      : [],
  );

  const order = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
  expect(alerts.sort(order)).toEqual(expected.sort(order));
  expect(expected.length).toBeGreaterThan(20);
});

test('adds up what a plain count adds up', async () => {
  const held = [...(await layersByRepository(sample.source, lasting)).values()];
  const stored = held.reduce((sum, { sizeBytes, repositories }) => sum + sizeBytes * repositories.size, 0);
  const unique = held.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

  const { body } = await ask('/v1/summary');

  expect(body.totals).toMatchObject({
    repositories: new Set(sample.pushes.map(({ repository }) => repository)).size,
    layers: held.length,
    storedBytes: stored,
    uniqueBytes: unique,
    duplicateBytes: stored - unique,
    complete: true,
  });
});

test('answers every route', async () => {
  const { body: images } = await ask('/v1/images?repository=payments/checkout&limit=2');
  const { body: duplicates } = await ask('/v1/duplicates?limit=1');
  const routes = [
    '/v1/summary',
    '/v1/repositories',
    '/v1/images?repository=payments/checkout',
    `/v1/images/${images.items[0].digest}`,
    `/v1/compare?from=${images.items[1].digest}&to=${images.items[0].digest}`,
    `/v1/layers/${encodeURIComponent(duplicates.items[0].digest)}`,
    '/v1/duplicates',
    '/v1/alerts',
    '/v1/openapi.json',
  ];

  const answers = await Promise.all(routes.map(ask));

  expect(answers.map(({ status }) => status)).toEqual(routes.map(() => 200));
  expect(answers.map(({ type }) => type)).toEqual(routes.map(() => 'application/json'));
});

test('pages through a history, newest first, without loss', async () => {
  const expected = sample.pushes
    .filter(({ repository }) => repository === 'orders/api')
    .map(({ digest }) => digest)
    .toReversed();

  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await ask(`/v1/images?repository=orders/api&limit=3${after}`);
    found.push(...body.items.map(({ digest }: { digest: string }) => digest));
    cursor = body.cursor;
  }

  expect(found).toEqual([...new Set(expected)]);
});

test('answers a problem document for what is not there', async () => {
  const { status, type, body } = await ask(`/v1/images/sha256:${'0'.repeat(64)}`);

  expect(status).toBe(404);
  expect(type).toBe('application/problem+json');
  expect(body).toMatchObject({ status: 404 });
});

test('changes nothing and tells nothing when the same events come again', async () => {
  const routes = [
    '/v1/summary',
    '/v1/alerts?limit=200',
    '/v1/duplicates?limit=200',
    '/v1/repositories?limit=200',
  ];
  const withoutClock = async () =>
    (await Promise.all(routes.map(ask))).map(({ body: { asOf: _asOf, ...body } }) => body);
  const before = await withoutClock();
  const told = messages.length;

  await service.deliver(sample.changes.map(imageEvent).toReversed());

  expect(await withoutClock()).toEqual(before);
  expect(messages.length).toBe(told);
}, 60_000);
