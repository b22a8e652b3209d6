import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImageDetail } from '../../src/handlers/api-images.ts';
import { UserError } from '../../src/local/command-line.ts';
import {
  type HttpReply,
  type HttpRequest,
  type LocalServer,
  startServer,
} from '../../src/local/http-server.ts';
import { createImageApi, parseAnswer } from '../../src/local/image-api.ts';
import { at, fakeDigest } from '../support/builders.ts';
import { imageAnswer } from '../support/image-answers.ts';

const ORDERS = { repository: 'team/orders' };

let server: LocalServer;
let requests: string[];
let reply: (request: HttpRequest) => HttpReply;

beforeEach(async () => {
  requests = [];
  server = await startServer(async (request) => {
    requests.push(`${request.path}${request.query && `?${request.query}`}`);
    return reply(request);
  });
});

afterEach(() => server.close());

function json(body: object, status = 200): HttpReply {
  return { status, body: JSON.stringify(body) };
}

/** A page of a repository's history. */
function page(digests: readonly string[], more: { cursor?: string; deletedAt?: string } = {}): HttpReply {
  const { deletedAt = null, cursor = null } = more;
  const items = digests.map((digest) => {
    const { mediaType, artifactType, subject, layers, findings, children, locations, ...listed } =
      imageAnswer();
    return { ...listed, digest, deletedAt };
  });
  return json({ items, cursor });
}

async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof UserError)) throw new Error('was not refused', { cause: error });
  expect(error.exitCode).toBe(1);
  return error.message;
}

test('asks for an image at its place', async () => {
  reply = () => json({ some: 'answer' });

  const answer = await createImageApi(`${server.origin}/prod`).image(fakeDigest('a'), {
    ...ORDERS,
    accountId: undefined,
    region: 'eu-west-1',
  });

  expect(answer).toEqual({ some: 'answer' });
  expect(requests).toEqual([`/prod/v1/images/${fakeDigest('a')}?repository=team%2Forders&region=eu-west-1`]);
});

test('does not look for what is named whole', async () => {
  const digest = await createImageApi(server.origin).find({ by: 'digest', digest: 'sha256:0' }, {});

  expect(digest).toBe('sha256:0');
  expect(requests).toEqual([]);
});

test('looks through a repository for the beginning of a digest, to its end', async () => {
  const [a, b] = [fakeDigest('a'), fakeDigest('b')];
  reply = ({ query }) => (query.includes('cursor') ? page([b]) : page([a], { cursor: 'next' }));

  const wanted = { by: 'beginning', beginning: a.slice(0, 14), ...ORDERS } as const;
  const digest = await createImageApi(server.origin).find(wanted, ORDERS);

  expect(digest).toBe(a);
  expect(requests).toEqual([
    '/v1/images?repository=team%2Forders&limit=200',
    '/v1/images?repository=team%2Forders&limit=200&cursor=next',
  ]);
});

test('names the images that begin alike', async () => {
  const [a, b] = [`sha256:${'0'.repeat(64)}`, `sha256:${'0'.repeat(20)}${'1'.repeat(44)}`];
  reply = () => page([a, b]);

  const wanted = { by: 'beginning', beginning: 'sha256:0000000', ...ORDERS } as const;
  const message = await refusal(createImageApi(server.origin).find(wanted, ORDERS));

  expect(message).toBe(`2 images of team/orders begin like this: ${a}, ${b}`);
});

test('takes the image that has a tag now', async () => {
  const wanted = { by: 'tag', tag: '1.0.0', ...ORDERS } as const;
  reply = ({ query }) =>
    query.includes('cursor')
      ? page([fakeDigest('b')], { cursor: 'more' })
      : page([fakeDigest('a')], { deletedAt: at(), cursor: 'next' });

  const digest = await createImageApi(server.origin).find(wanted, ORDERS);

  expect(digest).toBe(fakeDigest('b'));
  expect(requests).toHaveLength(2);
});

test('says what it looked for in vain', async () => {
  reply = () => page([]);
  const api = createImageApi(server.origin);

  expect(await refusal(api.find({ by: 'tag', tag: '2.0.0', ...ORDERS }, ORDERS))).toBe(
    'No image of team/orders has the tag 2.0.0.',
  );
  expect(await refusal(api.find({ by: 'beginning', beginning: 'sha256:0000000', ...ORDERS }, ORDERS))).toBe(
    'No image of team/orders begins with sha256:0000000.',
  );
});

test('does not look through a repository without end', async () => {
  reply = () => page([fakeDigest('a')], { cursor: 'next' });

  const message = await refusal(
    createImageApi(server.origin).find({ by: 'tag', tag: '2.0.0', ...ORDERS }, ORDERS),
  );

  expect(requests).toHaveLength(50);
  expect(message).toBe(
    'None of the newest 10,000 images of team/orders has the tag 2.0.0: give the whole digest.',
  );
});

test.each<[string, HttpReply, string]>([
  [
    'a problem',
    json(
      { type: 'about:blank', title: 'Not Found', status: 404, detail: 'image x is \x1b[2Jnot known' },
      404,
    ),
    'image x is [2Jnot known',
  ],
  [
    'a refusal of API Gateway',
    json({ message: 'Forbidden' }, 403),
    'URL refuses the request (403). A deployed API asks for IAM signatures, which this program does not make.',
  ],
  [
    'a page of something else',
    { status: 200, body: '<html>' },
    'URL does not answer as Layerwatch does (status 200).',
  ],
  ['an error of something else', { status: 502 }, 'URL does not answer as Layerwatch does (status 502).'],
])('tells %s in one line', async (_reason, answer, expected) => {
  reply = () => answer;

  const message = await refusal(createImageApi(server.origin).image('sha256:0', {}));

  expect(message.replace(server.origin, 'URL')).toBe(expected);
});

test('says that nothing answers', async () => {
  const { origin } = server;
  await server.close();

  const message = await refusal(createImageApi(origin).image('sha256:0', {}));

  expect(message).toBe(
    `Nothing answers at ${origin}: run npm start in another terminal first, or choose another API with --api.`,
  );
});

test('does not take an answer for an image that is none', async () => {
  const { base, ...without } = imageAnswer();

  expect(parseAnswer(ImageDetail, imageAnswer())).toEqual(imageAnswer());
  expect(await refusal(Promise.resolve().then(() => parseAnswer(ImageDetail, without)))).toMatch(
    /^The answer cannot be read; is it another version of Layerwatch\? base: /,
  );
});
