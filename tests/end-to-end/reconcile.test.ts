import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createAnswers } from '../../src/local/answers.ts';
import { lambdaContext } from '../../src/local/lambda-context.ts';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';
import type { PublishedMessage } from '../../src/local/sns-endpoint.ts';

/** The function as it is deployed, in front of an ECR whose events are all lost. */

const Started = z.object({
  run: z.string(),
  accountId: z.string(),
  region: z.string(),
  isFirst: z.boolean(),
});
const Plan = z.object({
  repositories: z.array(z.object({ repository: z.string() })),
  cursor: z.nullable(z.string()),
});

const { source, changes } = createSampleOrganisation(1, new Date());
const registry = createReplayedRegistry(source);
const messages: PublishedMessage[] = [];

let service: LocalService;
let reconcile: typeof import('../../src/handlers/reconcile.ts')['handler'];

beforeAll(async () => {
  service = await startLocalService({
    source: registry,
    onMessage: (message) => messages.push(message),
    onDeadLetter: () => {},
  });
  Object.assign(process.env, {
    ...{ COMPLETE_FROM_START: 'false', ECR_CALLS_PER_SECOND: '1000', METRICS_NAMESPACE: '' },
    ...{ PULL_TIME_POLICY: 'register', READER_ROLE_ARNS: 'arn:aws:iam::123456789012:role/reconcile' },
  });
  ({ handler: reconcile } = await import('../../src/handlers/reconcile.ts'));
}, 60_000);

afterAll(() => service.close());

function invoke(input: object) {
  return reconcile(input, lambdaContext('reconcile'));
}

/** What the state machine does; answers whether it was the first run, and what the last step answers. */
async function runThrough(run: string) {
  const started = Started.parse(await invoke({ step: 'start', run }));
  let cursor: string | null = null;
  do {
    const plan: z.infer<typeof Plan> = Plan.parse(await invoke({ step: 'list', ...started, cursor }));
    for (const repository of plan.repositories)
      await invoke({ step: 'repository', ...started, ...repository });
    cursor = plan.cursor;
  } while (cursor !== null);
  return { isFirst: started.isFirst, summary: await invoke({ step: 'finish', ...started }) };
}

async function happen(from: number, to: number): Promise<void> {
  for (const change of changes.slice(from, to)) await registry.apply(change);
}

test('the first scan takes everything in and is told once; later runs find what events did not tell', async () => {
  const answers = createAnswers(service.query);

  await happen(0, 40);
  const first = await runThrough('run-1');
  const scanned = await answers.summary();
  await happen(40, 60);
  const second = await runThrough('run-2');
  const third = await runThrough('run-3');
  const settled = await answers.summary();

  expect(first).toMatchObject({
    isFirst: true,
    summary: { isComplete: true, unfinishedCount: 0, skipped: {} },
  });
  expect(messages.map(({ attributes }) => attributes.kind).slice(0, 1)).toEqual(['registry-scanned']);
  expect(scanned.totals.images).toBeGreaterThan(10);
  expect(scanned.registries).toMatchObject([{ blobMounting: false, bound: 'exact', drift: null }]);
  expect(second).toMatchObject({ isFirst: false, summary: { missedPushes: expect.any(Number) } });
  expect(second.summary).not.toMatchObject({ missedPushes: 0 });
  const nothing = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };
  expect(third).toMatchObject({ isFirst: false, summary: nothing });
  expect(settled.registries).toMatchObject([{ complete: true, drift: nothing }]);
  expect(settled.totals.images).toBeGreaterThan(scanned.totals.images);
  expect(messages.filter(({ attributes }) => attributes.kind === 'registry-scanned')).toHaveLength(1);
}, 60_000);
