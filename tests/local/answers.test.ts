import { expect, test } from 'vitest';
import { createAnswers } from '../../src/local/answers.ts';
import type { HttpRequest } from '../../src/local/http-server.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';

/** A query handler that has this many duplicate layers, and the queries it was asked. */
function handlerWith(count: number) {
  const asked: string[] = [];
  const query = async ({ path, query: text }: HttpRequest) => {
    asked.push(`${path}?${text}`);
    const parameters = new URLSearchParams(text);
    const start = Number(parameters.get('cursor') ?? 0);
    const end = Math.min(count, start + Number(parameters.get('limit')));
    const items = Array.from({ length: end - start }, (_, position) => ({
      ...REGISTRY,
      digest: fakeDigest(`${start + position}`),
      diffId: null,
      sizeBytes: 1_000,
      repositoryCount: 2,
      repositories: ['team/orders'],
      duplicateBytes: 1_000,
      bound: 'upper',
      instruction: null,
      monthlyCostUsd: 0,
    }));
    return { status: 200, body: JSON.stringify({ items, cursor: end < count ? `${end}` : null }) };
  };
  return { asked, answers: createAnswers(query) };
}

test('asks for no more than is wanted, page by page', async () => {
  const { asked, answers } = handlerWith(1_000);

  const found = await answers.duplicates(250);

  expect(found.map(({ digest }) => digest)).toEqual(
    Array.from({ length: 250 }, (_, position) => fakeDigest(`${position}`)),
  );
  expect(asked).toEqual(['/v1/duplicates?limit=200', '/v1/duplicates?limit=50&cursor=200']);
});

test('ends with the last page', async () => {
  const { asked, answers } = handlerWith(3);

  expect(await answers.duplicates(10)).toHaveLength(3);
  expect(asked).toHaveLength(1);
});

test('fails for an answer that is none, naming the route', async () => {
  const answers = createAnswers(async () => ({ status: 500, body: '{}' }));

  await expect(answers.summary()).rejects.toThrow('/v1/summary answered 500');
});
