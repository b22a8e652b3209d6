import { expect, test } from 'vitest';
import { runReconciliation } from '../../src/local/reconciliation.ts';

const REGISTRY = { accountId: '123456789012', region: 'eu-west-1' };

/** A function whose first repository needs two calls, and whose list has two pages; and what it was asked. */
function handlerOf(answers: Readonly<Record<string, readonly unknown[]>>) {
  const asked: Record<string, unknown>[] = [];
  const left = new Map(Object.entries(answers).map(([step, said]) => [step, [...said]]));
  const handler = async (input: unknown) => {
    const call = Object.fromEntries(Object.entries(Object(input)));
    asked.push(call);
    return left.get(`${call.step}`)?.shift();
  };
  return { handler, asked };
}

test('goes through all pages and repositories as the state machine does, each until it is done', async () => {
  const { handler, asked } = handlerOf({
    start: [{ run: 'night', ...REGISTRY, isFirst: false }],
    list: [
      { repositories: [{ repository: 'team/a' }], cursor: 'left:' },
      { repositories: [{ repository: 'team/b' }], cursor: null },
    ],
    repository: [{ done: false }, { done: true }, { done: true }],
  });

  await runReconciliation(handler, 'night');

  const started = { run: 'night', ...REGISTRY, isFirst: false };
  expect(asked).toEqual([
    { step: 'start', run: 'night' },
    { step: 'list', ...started, cursor: null },
    { step: 'repository', ...started, repository: 'team/a' },
    { step: 'repository', ...started, repository: 'team/a' },
    { step: 'list', ...started, cursor: 'left:' },
    { step: 'repository', ...started, repository: 'team/b' },
    { step: 'finish', ...started },
  ]);
});

test('fails with the step that fails', async () => {
  const { handler } = handlerOf({ start: [{}] });

  await expect(runReconciliation(handler, 'night')).rejects.toThrow();
});
