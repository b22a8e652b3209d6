import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { createQueryClient, NOW, queryEvent } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage, VIRGINIA } from '../support/recorded-images.ts';
import { registryStates } from '../support/registry-states.ts';

const GIB = 2 ** 30;
const [base, own, tools] = [layer('base', 5 * GIB), layer('own', GIB), layer('tools', 2 * GIB, null)];
const WEB = { ...IRELAND, repository: 'team/web' };
const old = recordedImage(WEB, '2026-11-01T00:00:00Z', [base, tools, own]);
const current = recordedImage(WEB, '2026-11-02T00:00:00Z', [base, tools]);
const api = recordedImage({ ...IRELAND, repository: 'team/api' }, '2026-11-03T00:00:00Z', [base]);
const images = [old, current, api];
const client = createQueryClient({ images });
const exact = createQueryClient({ images }, { registries: registryStates({}, { blobMounting: false }) });

const OLD = { repository: 'team/web', digest: old.digest };

describe('POST /v1/simulations', () => {
  it('tells what deleting an image frees: what nothing else in its repository needs', async () => {
    const { status, headers, body } = await client.post('/v1/simulations', {
      delete: { images: [OLD, OLD] },
    });

    expect(status).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body).toEqual({
      ...IRELAND,
      asOf: NOW,
      ...{ freedBytes: GIB, freedLowerBytes: GIB, bound: 'exact', monthlyCostUsd: 0.1, complete: true },
      ...{ storedBytesBefore: 8 * GIB, storedBytesAfter: 7 * GIB, keptBytes: 7 * GIB, layerCount: 1 },
      layers: [
        {
          ...{ digest: own.digest, instruction: 'RUN own', sizeBytes: GIB, copies: 1, freedBytes: GIB },
          repositories: ['team/web'],
        },
      ],
      notes: [],
    });
  });

  it('deletes first and merges then, with both bounds where layers may be mounted', async () => {
    const asked = {
      accountId: '111111111111',
      delete: { images: [OLD] },
      merge: [{ repositories: ['team/web', 'team/api', 'team/web'] }],
    };

    const [bounded, certain] = await Promise.all(
      [client, exact].map(({ post }) => post('/v1/simulations', asked)),
    );

    expect(bounded?.body).toMatchObject({
      ...{ freedBytes: 6 * GIB, freedLowerBytes: GIB, bound: 'upper', monthlyCostUsd: 0.6 },
      ...{ storedBytesBefore: 13 * GIB, storedBytesAfter: 7 * GIB },
      layers: [{ digest: base.digest, repositories: ['team/api', 'team/web'] }, { digest: own.digest }],
      notes: [expect.stringContaining(' at least 1.1 GB go'), expect.stringContaining('Merging')],
    });
    expect(certain?.body).toMatchObject({
      ...{ freedBytes: 6 * GIB, freedLowerBytes: 6 * GIB, bound: 'exact' },
      notes: [expect.stringContaining('Merging')],
    });
  });

  it('shows the twenty layers that free most', async () => {
    const layers = Array.from({ length: 23 }, (_, number) => layer(`${number}`, 1_000 + number));
    const { post } = createQueryClient({ images: [recordedImage(WEB, NOW, layers)] });

    const { body } = await post('/v1/simulations', { delete: { repositories: ['team/web'] } });

    const sizes = Array.from({ length: 20 }, (_, number) => ({ sizeBytes: 1_022 - number, copies: 1 }));
    expect(body).toMatchObject({ layerCount: 23, layers: sizes, storedBytesAfter: 0 });
  });

  it('says of a registry that was not scanned that its numbers are not whole', async () => {
    const { post } = createQueryClient({ images }, { registries: registryStates({}, { isComplete: false }) });

    const { body } = await post('/v1/simulations', { delete: { images: [OLD] } });

    expect(body).toMatchObject({
      complete: false,
      notes: [expect.stringContaining('has not been scanned to the end')],
    });
  });
});

describe('the registry of a simulation', () => {
  const both = createQueryClient({
    images: [...images, recordedImage({ ...VIRGINIA, repository: 'a' }, NOW, [base])],
  });
  const asked = { delete: { images: [OLD] } };

  it('has to be chosen where there are several', async () => {
    const { status, body } = await both.post('/v1/simulations', asked);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      detail:
        'there are 2 registries: choose one with accountId and region (111111111111/eu-west-1, 222222222222/us-east-1)',
    });
  });

  it.each([
    ['its account and region', IRELAND],
    ['its account', { accountId: IRELAND.accountId }],
    ['its region', { region: IRELAND.region }],
  ])('is chosen by %s', async (_what, registry) => {
    const { body } = await both.post('/v1/simulations', { ...asked, ...registry });

    expect(body).toMatchObject({ ...IRELAND, freedBytes: GIB });
  });

  it('is named with at most twenty others', async () => {
    const many = Array.from({ length: 23 }, (_, number) =>
      recordedImage({ accountId: `${100000000000 + number}`, region: 'eu-west-1', repository: 'a' }, NOW, [
        base,
      ]),
    );

    const { body } = await createQueryClient({ images: many }).post('/v1/simulations', asked);

    expect(body).toMatchObject({
      detail: expect.stringMatching(/^there are 23 registries: .*100000000019\/eu-west-1 and 3 more\)$/),
    });
  });
});

describe('a simulation is refused', () => {
  const digest = digestOf('never pushed');

  it.each([
    [
      'of a registry that nobody has heard of',
      { region: 'us-west-2', ...deletion('team/web') },
      'nothing is known of such a registry',
    ],
    ['of a repository that nobody has heard of', deletion('team/wbe'), 'no live image is known of team/wbe'],
    [
      'of an image that is not there, though another one is',
      { delete: { images: [OLD, { ...OLD, digest }] } },
      `not there, or not any more: team/web@${digest}`,
    ],
  ])('as a whole where it is %s', async (_what, asked, detail) => {
    const { status, body } = await client.post('/v1/simulations', asked);

    expect(status).toBe(422);
    expect(body).toEqual({ type: 'about:blank', title: 'Unprocessable Content', status: 422, detail });
  });

  const names = Array.from({ length: 51 }, (_, number) => `r${number}`);

  it.each([
    ['asks nothing', {}, 'the body must name something to delete or to merge'],
    [
      'asks nothing in many words',
      { delete: { images: [], repositories: [] }, merge: [] },
      'the body must name something to delete or to merge',
    ],
    [
      'names a tag',
      { delete: { images: [{ repository: 'a', digest, tag: 'latest' }] } },
      'delete.images[0].tag is not known',
    ],
    [
      'names an image by a tag',
      { delete: { images: [{ repository: 'a', digest: 'latest' }] } },
      'delete.images[0].digest not a digest: expected sha256: and 64 hex digits',
    ],
    [
      'names an image without its repository',
      { delete: { images: [{ digest }] } },
      'delete.images[0].repository is required',
    ],
    ['misspells a field', { ...deletion('a'), merg: [] }, 'merg is not known'],
    [
      'misspells a repository',
      deletion('Team Web'),
      'delete.repositories[0] must be the name of a repository',
    ],
    [
      'has a wrong account',
      { accountId: '1', ...deletion('a') },
      'accountId must be the 12 digits of an AWS account',
    ],
    [
      'names 201 images',
      { delete: { images: Array.from({ length: 201 }, () => OLD) } },
      'delete.images must have at most 200 images',
    ],
    [
      'names 51 repositories',
      { delete: { repositories: names } },
      'the body must name at most 50 repositories in all',
    ],
    [
      'merges one',
      { merge: [{ repositories: ['a'] }] },
      'merge[0].repositories must name at least two repositories',
    ],
    [
      'merges one with itself',
      { merge: [{ repositories: ['a', 'a'] }] },
      'merge[0].repositories must name at least two repositories',
    ],
    [
      'merges one twice',
      { merge: [{ repositories: ['a', 'b'] }, { repositories: ['c', 'a'] }] },
      'merge[1].repositories must not name a, which is merged already',
    ],
    [
      'merges what it deletes',
      { ...deletion('a'), merge: [{ repositories: ['a', 'b'] }] },
      'merge[0].repositories must not name a, which is deleted already',
    ],
  ])('that %s', async (_what, asked, detail) => {
    const { status, body } = await client.post('/v1/simulations', asked);

    expect(status).toBe(400);
    expect(body).toMatchObject({ title: 'Bad Request', detail });
  });

  it('that is asked with GET', async () => {
    const { status, headers } = await client.send(queryEvent('/v1/simulations'));

    expect(status).toBe(405);
    expect(headers).toMatchObject({ allow: 'POST' });
  });

  it('that has parameters', async () => {
    const { status, body } = await client.post(
      '/v1/simulations?accountId=111111111111',
      deletion('team/web'),
    );

    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: 'unknown query parameter: accountId (known here: none)' });
  });
});

function deletion(repository: string) {
  return { delete: { repositories: [repository] } };
}
