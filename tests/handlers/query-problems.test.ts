import { describe, expect, it } from 'vitest';
import { FINDING_KINDS } from '../../src/domain/findings/finding.ts';
import { digestOf } from '../../src/domain/digest.ts';
import { createQueryClient, queryEvent } from '../support/query-client.ts';

const DIGEST = digestOf('image');
const LIMIT = 'limit must be a whole number from 1 to 200';
const TIME = 'must be an RFC 3339 time such as 2026-11-23T00:00:00Z';

describe('a parameter', () => {
  it.each([
    ['no page has no items', '/v1/repositories?limit=0', LIMIT],
    ['a limit is not negative', '/v1/repositories?limit=-1', LIMIT],
    ['a page has at most 200 items', '/v1/repositories?limit=201', LIMIT],
    ['a limit is whole', '/v1/repositories?limit=1.5', LIMIT],
    ['a limit is a number', '/v1/repositories?limit=abc', LIMIT],
    ['a limit is decimal', '/v1/repositories?limit=0x10', LIMIT],
    ['an empty limit is no limit', '/v1/repositories?limit=', LIMIT],
    ['a limit given twice arrives joined', '/v1/repositories?limit=10,20', LIMIT],
    ['a limit fits a number', `/v1/repositories?limit=${'9'.repeat(400)}`, LIMIT],
    ['an empty cursor is no cursor', '/v1/alerts?cursor=', 'cursor must be the cursor of the page before'],
    [
      'an account has 12 digits',
      '/v1/summary?accountId=123',
      'accountId must be the 12 digits of an AWS account',
    ],
    [
      'a region is no list',
      '/v1/duplicates?region=eu-west-1,us-east-1',
      'region must be a region such as eu-west-1',
    ],
    [
      'a repository has no spaces',
      '/v1/alerts?repository=team%20web',
      'repository must be the name of a repository',
    ],
    ['a kind is one of a few', '/v1/alerts?kind=leak', `kind must be one of ${FINDING_KINDS.join(', ')}`],
    ['a state is one of a few', '/v1/alerts?state=OPEN', 'state must be one of open, grew, resolved, active'],
    ['images are of a repository', '/v1/images', 'repository is required'],
    ['a day is no time', '/v1/images?repository=a&from=2026-11-23', `from ${TIME}`],
    ['a day must exist', '/v1/images?repository=a&to=2026-02-30T00:00:00Z', `to ${TIME}`],
    ['a plus must be encoded', '/v1/images?repository=a&to=2026-02-03T00:00:00+01:00', `to ${TIME}`],
    [
      'a range has an end',
      '/v1/images?repository=a&from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z',
      'from must be before to',
    ],
    ['an image has a digest', '/v1/images/latest', 'digest not a digest: expected sha256: and 64 hex digits'],
    [
      'a digest has 64 hex digits',
      `/v1/layers/${DIGEST.slice(0, -1)}`,
      'digest not a digest: expected sha256: and 64 hex digits',
    ],
    [
      'several are wrong',
      '/v1/images?limit=0&region=!',
      `repository is required; region must be a region such as eu-west-1; ${LIMIT}`,
    ],
    [
      'a filter is misspelt',
      '/v1/duplicates?acountId=123456789012',
      'unknown query parameter: acountId (known here: accountId, region, limit, cursor)',
    ],
    [
      'a filter means nothing here',
      '/v1/duplicates?repository=a',
      'unknown query parameter: repository (known here: accountId, region, limit, cursor)',
    ],
    [
      'a parameter of the path is none of the query',
      `/v1/images/${DIGEST}?digest=${DIGEST}`,
      'unknown query parameter: digest (known here: accountId, region, repository)',
    ],
    [
      'a name of every object is no parameter',
      '/v1/summary?constructor=a&__proto__=b',
      'unknown query parameter: constructor, __proto__ (known here: accountId, region)',
    ],
    ['a route without parameters', '/v1/openapi.json?a=1', 'unknown query parameter: a (known here: none)'],
    [
      'a long name is cut',
      `/v1/summary?${'a'.repeat(500)}=1`,
      `unknown query parameter: ${'a'.repeat(40)}… (known here: accountId, region)`,
    ],
    [
      'the path is cut inside a character',
      '/v1/images/%E0%A4%A',
      'the path is not percent-encoded correctly',
    ],
  ])('is refused: %s', async (_reason, url, detail) => {
    const { status, headers, body } = await createQueryClient().get(url);

    expect(status).toBe(400);
    expect(headers).toEqual({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(body).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400, detail });
  });
});

describe('a path', () => {
  it.each([
    '/',
    '/v1',
    '/v2/summary',
    '/v1/summary/all',
    '/v1/images//',
    '//v1/summary',
    '/V1/summary',
    `/v1/images/${DIGEST}/layers`,
  ])('that is no route is answered with 404: %s', async (path) => {
    const { status, body } = await createQueryClient().get(path);

    expect(status).toBe(404);
    expect(body).toMatchObject({
      title: 'Not Found',
      detail: 'there is no such route: see /v1/openapi.json',
    });
  });

  it.each([
    ['with a slash behind it', '/v1/summary/', '$default', 200],
    ['behind the name of its stage', '/prod/v1/summary', 'prod', 200],
    ['behind the name of another stage', '/test/v1/summary', 'prod', 404],
    ['behind the name of the default stage', '/$default/v1/summary', '$default', 404],
  ])('is understood %s', async (_reason, path, stage, status) => {
    const answer = await createQueryClient().send(queryEvent(path, { stage }));

    expect(answer.status).toBe(status);
  });

  it.each(['POST', 'HEAD', 'DELETE', 'OPTIONS'])('is not for %s', async (method) => {
    const { status, headers, body } = await createQueryClient().send(queryEvent('/v1/alerts', { method }));

    expect(status).toBe(405);
    expect(headers).toMatchObject({ allow: 'GET', 'content-type': 'application/problem+json' });
    expect(body).toMatchObject({ title: 'Method Not Allowed', detail: 'this path is for GET only' });
  });
});
