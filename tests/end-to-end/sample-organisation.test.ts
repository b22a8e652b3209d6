import { afterAll, beforeAll, expect, test } from 'vitest';
import { FINDING_KINDS } from '../../src/domain/findings/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { imageEvent } from '../../src/local/push-event.ts';
import { layersByRepository } from '../support/layers-by-repository.ts';
import { runSample, type SampleRun } from '../support/sample-run.ts';

let run: SampleRun;

beforeAll(async () => {
  run = await runSample(1);
}, 300_000);

afterAll(() => run.close());

/** The pushes whose images are still there in the end. */
function lasting() {
  const { changes, pushes } = run.sample;
  const deleted = new Set(
    changes.flatMap((change) =>
      change.action === 'DELETE' && change.tag === null ? [`${change.repository}@${change.digest}`] : [],
    ),
  );
  return pushes.filter(({ repository, digest }) => !deleted.has(`${repository}@${digest}`));
}

test('handles every event', () => {
  expect(run.deadLetters).toEqual([]);
});

test.each(FINDING_KINDS.filter((kind) => kind !== 'registry-scanned'))(
  'finds %s, and says what to do and who looks after it',
  async (kind) => {
    const found = await run.alerts(kind);

    expect(found.filter(({ state }) => state !== 'resolved')).not.toEqual([]);
    for (const { finding } of found) expect(finding.remedy).not.toEqual([]);
    for (const { owners } of run.told(kind)) expect(owners).not.toEqual([]);
  },
);

test('tells nothing of a first scan: there was nothing then', async () => {
  expect(await run.alerts('registry-scanned')).toEqual([]);
});

test('alerts for each planted regression once, and names its instruction', () => {
  const grown = run
    .told('image-grew')
    .filter(({ finding: { base, sinceDays }, state }) => !base && !sinceDays && state !== 'resolved')
    .map(({ finding: { repository, tags, instructions }, revision, state }) => ({
      ...{ repository, tag: tags[0], instruction: instructions[0]?.instruction, revision, state },
    }));

  const byName = (a: { repository: string }, b: { repository: string }) =>
    a.repository < b.repository ? -1 : 1;
  expect(grown.sort(byName)).toEqual(
    run.sample.regressions.map((planted) => ({ ...planted, revision: 1, state: 'open' })).sort(byName),
  );
});

test('ends the alerts about the image that was mended, and no other ones', () => {
  const over = run.messages.filter(({ attributes }) => attributes.state === 'resolved');

  expect(over.map(({ attributes: { kind, repository } }) => `${kind} ${repository}`).sort()).toEqual([
    'build-leftovers payments/checkout',
    'image-grew payments/checkout',
  ]);
});

test('tells once of the base that grew, and of no image on it', () => {
  const ofBase = run.told('image-grew').filter(({ subject }) => subject.type === 'base');

  expect(ofBase).toMatchObject([{ finding: { base: { name: 'AWS Lambda base image' } }, revision: 1 }]);
  const { baseChangeBytes, ownChangeBytes } = ofBase[0]?.finding ?? {};
  expect(baseChangeBytes).toBeGreaterThan(55_000_000);
  expect(Math.abs(ownChangeBytes ?? 0)).toBeLessThan(10_000_000);
});

test('sees the growth that no push shows', () => {
  const slow = run.told('image-grew').filter(({ finding }) => finding.sinceDays !== null);

  expect(slow).toMatchObject([{ finding: { repository: 'data/ingest', sinceDays: 30, base: null } }]);
  expect(slow[0]?.finding.instructions[0]?.instruction).toBe(
    'RUN pip install --no-cache-dir -r requirements.txt',
  );
  expect(slow[0]?.finding.grownPercent).toBeGreaterThanOrEqual(DEFAULT_THRESHOLDS.growthPercent);
});

test('tells of bases that were left, and of those that are out of date', () => {
  const changed = run
    .told('base-changed')
    .map(({ severity, finding: { repository, from, to } }) => [
      ...[severity, repository, from.name, to.name],
    ]);
  const outdated = run
    .told('base-outdated')
    .map(({ finding: { repository, base, newest, newerBuilds } }) => ({
      ...{ repository, on: `${base.repository}:${base.tags[0]}`, newest: newest.tags[0], newerBuilds },
    }));

  const cache = 'ecr-public/docker/library/python';
  expect(changed).toEqual([
    ['critical', 'data/feature-store', 'AWS Lambda base image', cache],
    ['medium', 'search/query', 'platform/java-base', 'ecr-public/amazoncorretto/amazoncorretto'],
  ]);
  expect(outdated).toEqual([
    { repository: 'data/export', on: `${cache}:3.12`, newest: '3.12', newerBuilds: 2 },
    { repository: 'orders/worker', on: 'platform/java-base:21.0.3', newest: '21.0.5', newerBuilds: 2 },
  ]);
});

test('tells which steps leave behind what only the build needed', () => {
  const left = run.told('build-leftovers').filter(({ state }) => state === 'open');

  expect(new Map(left.map(({ finding }) => [finding.repository, finding.layers[0]?.instruction]))).toEqual(
    new Map([
      ['notify/email', 'RUN npm ci --omit=dev'],
      ['payments/checkout', 'COPY . .'],
      ['orders/invoice-pdf', expect.stringContaining('build-essential')],
      ['search/indexer', 'RUN mvn -B package'],
    ]),
  );
});

test('tells how to order the steps, and what Lambda cannot run', () => {
  const [order, ...others] = run.told('layer-order');
  const [lambda, ...rest] = run.told('not-for-lambda');

  expect([others, rest]).toEqual([[], []]);
  expect(order?.finding).toMatchObject({
    repository: 'data/forecast',
    steps: [
      { instruction: /^RUN pip install/, position: 2 },
      { instruction: 'COPY . /srv', position: 1 },
    ].map(({ instruction, position }) => ({
      ...{
        position,
        instruction: instruction instanceof RegExp ? expect.stringMatching(instruction) : instruction,
      },
    })),
  });
  expect(order?.finding.savedBytesPerPush).toBeGreaterThan(100_000_000);
  expect(lambda?.finding).toMatchObject({ repository: 'notify/sms', platform: null, reasons: ['index'] });
  expect(lambda?.finding.remedy[0]).toContain('--provenance=false');
});

test('tells of one content that two builders compressed', () => {
  const told = run.told('same-content').map(({ finding }) => finding);

  expect(told).toHaveLength(2);
  for (const { layers, layerCount, costBytes } of told) {
    expect(layerCount).toBe(2);
    expect(layers.flatMap(({ repositories }) => repositories).sort()).toEqual([
      'data/export',
      'ecr-public/docker/library/python',
    ]);
    expect(costBytes).toBe(Math.min(...layers.map(({ sizeBytes }) => sizeBytes)));
  }
});

test('names what is in the way of each group that belongs together', () => {
  const groups = run.told('consolidation').map(({ finding }) => finding);

  const groupOf = (repository: string) =>
    groups.find(({ repositories }) => repositories.includes(repository));
  const step = (repository: string, name: string) =>
    groupOf(repository)?.ladder.find((one) => one.step === name);
  expect(groups.length).toBeGreaterThan(1);
  for (const { ladder, savedBytes } of groups)
    expect(ladder.reduce((sum, one) => sum + one.savedBytes, 0)).toBe(savedBytes);
  expect(step('payments/ledger', 'blob-mounting')?.blockedBy).toContain(
    'blob mounting is off in this registry',
  );
  expect(step('payments/ledger', 'encryption')).toMatchObject({
    isDone: false,
    advice: expect.stringContaining('payments/ledger'),
  });
  expect(step('payments/ledger', 'encryption')?.savedBytes).toBeGreaterThan(300_000_000);
  expect(step('web/images', 'base-repository')?.advice).toContain(
    'not FROM ecr-public/docker/library/python',
  );
});

test('keeps what is muted, tells nobody of it, and says which setting cannot be used', async () => {
  const muted = await run.alerts('build-leftovers', 'identity/login');

  expect(muted).toMatchObject([{ state: 'open', revision: 1 }]);
  expect(run.messages.filter(({ attributes }) => attributes.repository === 'identity/login')).toEqual([]);
  expect(
    run.told('setting-ignored').map(({ finding: { repository, settings } }) => [repository, settings]),
  ).toEqual([
    [
      'ops/metrics-agent',
      [{ name: 'layerwatch:growth-percent', problem: expect.stringContaining('(it is "15 percent")') }],
    ],
  ]);
});

test('says nothing of how images are built that a cache holds', () => {
  const cached = run.messages.filter(({ attributes }) => attributes.repository?.startsWith('ecr-public/'));

  expect(cached).toEqual([]);
});

test('alerts for a large layer in two repositories, and each time its duplicates have doubled', async () => {
  const held = await layersByRepository(run.sample.source, run.sample.pushes);
  const large = [...held].filter(
    ([, { sizeBytes, repositories }]) =>
      sizeBytes >= DEFAULT_THRESHOLDS.largeLayerBytes && repositories.size > 1,
  );

  const told = run.told('duplicate-layer').map(({ finding: { digest, repositoryCount }, revision }) => ({
    ...{ digest, repositoryCount, revision },
  }));
  const subjects = await run.alerts('duplicate-layer');
  // A layer that took the place of another one is no news.
  const layers = new Set<string>(subjects.map(({ finding }) => ('digest' in finding ? finding.digest : '')));
  const expected = large
    .filter(([digest]) => layers.has(digest))
    .flatMap(([digest, { repositories }]) =>
      [2, 3, 5, 9, 17]
        .filter((count) => repositories.size >= count)
        .map((repositoryCount, position) => ({ digest, repositoryCount, revision: position + 1 })),
    );
  const order = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
  expect(told.sort(order)).toEqual(expected.sort(order));
  expect(layers.size).toBeGreaterThan(5);
  expect(layers.size).toBeLessThan(large.length);
});

test('adds up what a plain count adds up', async () => {
  const held = [...(await layersByRepository(run.sample.source, lasting())).values()];
  const stored = held.reduce((sum, { sizeBytes, repositories }) => sum + sizeBytes * repositories.size, 0);
  const unique = held.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

  const { body } = await run.ask('/v1/summary');

  expect(body.totals).toMatchObject({
    repositories: new Set(run.sample.pushes.map(({ repository }) => repository)).size,
    layers: held.length,
    storedBytes: stored,
    uniqueBytes: unique,
    duplicateBytes: stored - unique,
    complete: true,
  });
});

test('answers every route', async () => {
  const { body: images } = await run.ask('/v1/images?repository=payments/checkout&limit=2');
  const { body: duplicates } = await run.ask('/v1/duplicates?limit=1');
  const routes = [
    '/v1/summary',
    '/v1/repositories',
    '/v1/images?repository=payments/checkout',
    `/v1/images/${images.items[0].digest}`,
    `/v1/compare?from=${images.items[1].digest}&to=${images.items[0].digest}`,
    `/v1/layers/${encodeURIComponent(duplicates.items[0].digest)}`,
    '/v1/duplicates',
    '/v1/alerts',
    '/v1/consolidations',
    '/v1/openapi.json',
  ];

  const answers = await Promise.all(routes.map(run.ask));

  expect(answers.map(({ status }) => status)).toEqual(routes.map(() => 200));
  expect(answers.map(({ type }) => type)).toEqual(routes.map(() => 'application/json'));
});

test('pages through a history, newest first, without loss', async () => {
  const expected = run.sample.pushes
    .filter(({ repository }) => repository === 'orders/api')
    .map(({ digest }) => digest)
    .toReversed();

  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await run.ask(`/v1/images?repository=orders/api&limit=3${after}`);
    found.push(...body.items.map(({ digest }: { digest: string }) => digest));
    cursor = body.cursor;
  }

  expect(found).toEqual([...new Set(expected)]);
});

test('answers a problem document for what is not there', async () => {
  const { status, type, body } = await run.ask(`/v1/images/sha256:${'0'.repeat(64)}`);

  expect(status).toBe(404);
  expect(type).toBe('application/problem+json');
  expect(body).toMatchObject({ status: 404 });
});

/** What the API answers, but for the times at which it was asked and looked. */
async function everything() {
  const routes = ['/v1/summary', '/v1/alerts', '/v1/duplicates', '/v1/repositories', '/v1/consolidations'];
  const answers = await Promise.all(
    routes.map((route) => run.ask(route.includes('summary') ? route : `${route}?limit=200`)),
  );
  const times = ['asOf', 'lastReconciledAt'];
  return JSON.parse(
    JSON.stringify(
      answers.map(({ body }) => body),
      (name, value) => (times.includes(name) ? null : value),
    ),
  );
}

test('changes nothing and tells nothing in another night', async () => {
  const before = await everything();
  const told = run.messages.length;

  await run.service.reconcile();

  expect(await everything()).toEqual(before);
  expect(run.messages.length).toBe(told);
}, 60_000);

test('changes nothing and tells nothing when the same events come again', async () => {
  const before = await everything();
  const told = run.messages.length;

  await run.service.deliver(run.sample.changes.map(imageEvent).toReversed());

  expect(await everything()).toEqual(before);
  expect(run.messages.length).toBe(told);
}, 120_000);
