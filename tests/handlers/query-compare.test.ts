import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { createQueryClient } from '../support/query-client.ts';
import { IRELAND, layer, recordedImage, VIRGINIA } from '../support/recorded-images.ts';

const web = { ...IRELAND, repository: 'team/web' };
const node = { ...IRELAND, repository: 'base/node' };
const elsewhere = { ...VIRGINIA, repository: 'team/web' };
const [os, runtime, newRuntime, source, newSource] = [
  layer('os', 100),
  layer('runtime', 50),
  layer('runtime 2', 60),
  layer('copy', 5, 'COPY . .'),
  layer('copy 2', 7, 'COPY . .'),
] as const;
const oldBase = recordedImage(node, '2026-11-01T10:00:00Z', [os, runtime]);
const newBase = recordedImage(node, '2026-11-02T10:00:00Z', [os, newRuntime]);
const first = recordedImage(web, '2026-11-01T11:00:00Z', [os, runtime, source]);
const second = recordedImage(web, '2026-11-02T11:00:00Z', [os, newRuntime, newSource], { newBytes: 67 });
const copyOfFirst = { ...first, ...elsewhere, pushedAt: '2026-11-03T10:00:00Z' };
const copyOfSecond = { ...second, ...elsewhere, pushedAt: '2026-11-03T11:00:00Z', newBytes: 167 };
const index = recordedImage(web, '2026-11-02T11:00:01Z', [], {
  kind: 'index',
  digest: digestOf('index'),
  children: [first.digest, second.digest],
});
const emptyIndex = { ...index, digest: digestOf('empty index'), children: [] };
const largeIndex = {
  ...index,
  digest: digestOf('large index'),
  children: Array.from({ length: 21 }, (_, position) => digestOf(`child ${position}`)),
};
const signature = recordedImage(web, '2026-11-02T11:00:02Z', [layer('signature', 1)], {
  kind: 'artifact',
  artifactType: 'application/vnd.example.signature',
});
const chart = { ...signature, digest: digestOf('chart'), artifactType: null };
const schema1 = recordedImage(web, '2026-11-02T11:00:03Z', [], {
  kind: 'unsupported',
  digest: digestOf('schema 1'),
  mediaType: 'application/vnd.docker.distribution.manifest.v1+json',
});
const others = [index, emptyIndex, largeIndex, signature, chart, schema1];
const images = [oldBase, newBase, first, second, copyOfFirst, copyOfSecond, ...others];
const client = createQueryClient({ images });
const url = (from: string, to: string, more = '') => `/v1/compare?from=${from}&to=${to}${more}`;

describe('GET /v1/compare', () => {
  it('tells everything about two images', async () => {
    const { status, body } = await client.get(url(first.digest, second.digest));

    const known = { tags: ['1.0.0'], series: 'default', platform: 'linux/arm64', deletedAt: null };
    const base = { evidence: 'layers', name: 'base/node', repository: node, layerCount: 2 };
    const none = { layersBefore: 0, layersAfter: 0, bytesBefore: 0, bytesAfter: 0 };
    const at = (position: number, one: typeof os, origin: 'base' | 'own') => ({ position, ...one, origin });
    expect(status).toBe(200);
    expect(body).toEqual({
      from: {
        ...{ ...web, ...known, digest: first.digest, pushedAt: '2026-11-01T11:00:00Z', layerCount: 3 },
        ...{ sizeBytes: 155, baseBytes: 150, ownBytes: 5 },
        base: expect.objectContaining({ ...base, digest: oldBase.digest }),
      },
      to: {
        ...{ ...web, ...known, digest: second.digest, pushedAt: '2026-11-02T11:00:00Z', layerCount: 3 },
        ...{ sizeBytes: 167, baseBytes: 160, ownBytes: 7 },
        base: expect.objectContaining({ ...base, digest: newBase.digest }),
      },
      newBytes: 67,
      firstChange: {
        ...{ position: 2, kind: 'rebuilt', instruction: 'FROM base/node' },
        ...{ pushedAgainBytes: 67, pushedAgainAboveBytes: 7 },
      },
      totals: {
        ...{ moved: none, recompressed: none, added: none, removed: none },
        kept: { layersBefore: 1, layersAfter: 1, bytesBefore: 100, bytesAfter: 100 },
        rebuilt: { layersBefore: 2, layersAfter: 2, bytesBefore: 55, bytesAfter: 67 },
      },
      instructions: [
        { instruction: 'FROM base/node', bytesBefore: 150, bytesAfter: 160 },
        { instruction: 'COPY . .', bytesBefore: 5, bytesAfter: 7 },
      ],
      steps: [
        {
          ...{
            kind: 'kept',
            origin: 'base',
            instruction: 'FROM base/node',
            bytesBefore: 100,
            bytesAfter: 100,
          },
          ...{ from: [at(1, os, 'base')], to: [at(1, os, 'base')] },
        },
        {
          ...{
            kind: 'rebuilt',
            origin: 'base',
            instruction: 'FROM base/node',
            bytesBefore: 50,
            bytesAfter: 60,
          },
          ...{ from: [at(2, runtime, 'base')], to: [at(2, newRuntime, 'base')] },
        },
        {
          ...{ kind: 'rebuilt', origin: 'own', instruction: 'COPY . .', bytesBefore: 5, bytesAfter: 7 },
          ...{ from: [at(3, source, 'own')], to: [at(3, newSource, 'own')] },
        },
      ],
    });
  });

  it('says that nothing changed of an image and itself', async () => {
    const { status, body } = await client.get(url(second.digest, second.digest));

    expect(status).toBe(200);
    expect(body).toMatchObject({
      firstChange: null,
      totals: { kept: { layersBefore: 3, layersAfter: 3, bytesBefore: 167, bytesAfter: 167 } },
    });
  });

  it.each([
    ['nothing is chosen', '', web, 67],
    ['its region is chosen', '&region=us-east-1', elsewhere, 167],
    ['its account is chosen', '&accountId=222222222222', elsewhere, 167],
    ['its repository is chosen', '&repository=team/web&region=eu-west-1', web, 67],
  ])('takes both from the same repository where %s', async (_reason, chosen, place, newBytes) => {
    const { body } = await client.get(url(first.digest, second.digest, chosen));

    expect(body).toMatchObject({ from: place, to: place, newBytes });
  });

  it.each([
    ['its own registry', VIRGINIA, '&repository=team/web&region=us-east-1'],
    ['its own registry, chosen by the repository', IRELAND, '&region=eu-west-1'],
  ])('takes what is not in the repository of the other from %s', async (_reason, registry, chosen) => {
    const copies = [{ ...oldBase, ...VIRGINIA }, oldBase, second, copyOfSecond];

    const { body } = await createQueryClient({ images: copies }).get(
      url(oldBase.digest, second.digest, chosen),
    );

    expect(body).toMatchObject({
      from: { ...registry, repository: 'base/node' },
      to: { ...registry, repository: 'team/web' },
    });
  });

  it('compares images of two registries', async () => {
    const { status, body } = await createQueryClient({ images: [first, copyOfSecond] }).get(
      url(first.digest, second.digest, '&region=us-east-1'),
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({ from: web, to: elsewhere });
  });

  it('compares with an image that was deleted', async () => {
    const deletedAt = '2026-11-20T00:00:00Z';

    const { status, body } = await createQueryClient({ images: [{ ...first, deletedAt }, second] }).get(
      url(first.digest, second.digest),
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({ from: { deletedAt }, to: { deletedAt: null } });
  });

  it.each([
    ['from', digestOf('unknown'), second.digest, '', 'is not known'],
    ['to', first.digest, digestOf('unknown'), '', 'is not known'],
    ['to', first.digest, second.digest, '&repository=base/node', 'is not known there'],
  ])('answers 404 where %s is not there', async (which, from, to, chosen, detail) => {
    const { status, body } = await client.get(url(from, to, chosen));

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: `image ${which === 'from' ? from : to} ${detail}` });
  });

  it.each([
    ['from is needed', `/v1/compare?to=${second.digest}`, 'from is required'],
    ['to is needed', `/v1/compare?from=${first.digest}`, 'to is required'],
    [
      'a tag is no digest',
      url(first.digest, 'latest'),
      'to not a digest: expected sha256: and 64 hex digits',
    ],
    [
      'a digest is whole',
      url('sha256:12', second.digest),
      'from not a digest: expected sha256: and 64 hex digits',
    ],
  ])('answers 400 because %s', async (_reason, asked, detail) => {
    const { status, body } = await client.get(asked);

    expect(status).toBe(400);
    expect(body).toMatchObject({ detail });
  });

  it.each([
    ['an index', index, `it is an index: compare one of its children (${first.digest}, ${second.digest})`],
    ['an index of nothing', emptyIndex, 'it is an index of nothing'],
    [
      'an artifact',
      signature,
      'it is an artifact (application/vnd.example.signature), and those are never compared',
    ],
    ['an artifact of no type', chart, `it is an artifact (${chart.mediaType}), and those are never compared`],
    ['unsupported', schema1, `nothing is known of what is in it (${schema1.mediaType})`],
  ])('says what it is instead of an image: %s', async (_reason, { digest }, detail) => {
    const answers = await Promise.all([
      client.get(url(digest, second.digest)),
      client.get(url(second.digest, digest)),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    for (const { body } of answers)
      expect(body).toMatchObject({ detail: `${digest} is no image: ${detail}` });
  });

  it('names no more than the first children of a large index', async () => {
    const { body } = await client.get(url(largeIndex.digest, second.digest));

    expect(body).toMatchObject({ detail: expect.stringContaining(`${largeIndex.children[19]} and 1 more)`) });
    expect(body).not.toMatchObject({ detail: expect.stringContaining(`${largeIndex.children[20]}`) });
  });
});
