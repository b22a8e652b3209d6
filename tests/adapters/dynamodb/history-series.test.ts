import { describe, expect, test } from 'vitest';
import { firstTagging } from '../../../src/domain/tagging.ts';
import { at, fakeDigest, image, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';
import { record, recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

describe('earlierOf', () => {
  test('answers the five images before it, newest first, in whatever order they came', async () => {
    const { history } = await createTable();
    await recordAll(
      history,
      [5, 2, 8, 1, 4, 3, 6].map((second) => versionAt(second)),
    );

    const earlier = await history.earlierOf(versionAt(7));

    expect(earlier).toEqual(
      [6, 5, 4, 3, 2].map((second) => ({
        digest: versionAt(second).digest,
        sizeBytes: versionAt(second).sizeBytes,
        isLambda: false,
      })),
    );
  });

  test('answers what is only just recorded, and never the image itself', async () => {
    const { history } = await createTable();
    await record(history, versionAt(1));

    const { earlier } = await record(history, versionAt(2));

    expect(earlier.map(({ digest }) => digest)).toEqual([versionAt(1).digest]);
    expect(await history.earlierOf(versionAt(1))).toEqual([]);
  });

  test.each([
    ['of another series', firstTagging({ tag: 'billing-1.0.0', at: at(1) })],
    ['of a series whose name begins like it', firstTagging({ tag: 'defaults-1.0', at: at(1) })],
    ['of no series', firstTagging({ tag: null, at: at(1) })],
    ['of another platform', { platform: 'linux/arm64' }],
    ['of a platform whose name begins like it', { platform: 'linux/amd64/v3' }],
    ['of a platform that is not stated', { platform: null }],
    ['that is an artifact', { kind: 'artifact' }],
    ['that is an index', { kind: 'index' }],
    ['of another repository', { repository: 'team/orders-2' }],
    ['of another registry', { region: 'us-east-1' }],
  ] as const)('leaves out an image %s', async (_reason, more) => {
    const { history } = await createTable();
    await recordAll(history, [versionAt(1, more)]);

    expect(await history.earlierOf(versionAt(2))).toEqual([]);
  });

  test.each([
    ['is in no series', firstTagging({ tag: null, at: at(2) })],
    ['is an artifact', { kind: 'artifact' }],
  ] as const)('is nothing for what %s', async (_reason, more) => {
    const { history } = await createTable();
    await recordAll(history, [versionAt(1), versionAt(1, { ...more, digest: fakeDigest('likewise') })]);

    expect(await history.earlierOf(versionAt(2, more))).toEqual([]);
  });
});

describe('retag', () => {
  test('adds tags and findings', async () => {
    const { history, reader } = await createTable();
    const { attempt } = await record(history, image());
    await history.complete(image(), attempt, { newBytes: 1_000, findings: [duplicateLayerFinding()] });

    await history.retag(image(), firstTagging({ tag: 'latest', at: at(9) }), [imageGrewFinding()]);

    const found = await history.find(REPOSITORY, [image().digest]);
    expect(found.get(image().digest)?.content).toMatchObject({ tags: ['1.0.0', 'latest'], pushedAt: at() });
    expect((await reader.image(image()))?.findings).toEqual([duplicateLayerFinding(), imageGrewFinding()]);
  });

  test('moves the image to the time and the series that an earlier event tells', async () => {
    const { history, reader } = await createTable();
    await recordAll(history, [versionAt(3), versionAt(5)]);

    await history.retag(versionAt(5), firstTagging({ tag: 'web-1.0.1', at: at(1) }), []);

    const entries = (await reader.images(REPOSITORY, {}, { limit: 9, cursor: null })).items;
    expect(entries.map(({ digest, pushedAt, series }) => ({ digest, pushedAt, series }))).toEqual([
      { digest: versionAt(3).digest, pushedAt: at(3), series: 'default' },
      { digest: versionAt(5).digest, pushedAt: at(1), series: 'web' },
    ]);
    expect((await history.earlierOf(versionAt(9))).map(({ digest }) => digest)).toEqual([
      versionAt(3).digest,
    ]);
    const web = versionAt(9, firstTagging({ tag: 'web-1.0.2', at: at(9) }));
    expect((await history.earlierOf(web)).map(({ digest }) => digest)).toEqual([versionAt(5).digest]);
  });

  test('that tells nothing new writes nothing', async () => {
    const { history, calls } = await createTable();
    await record(history, image());
    calls.reset();

    await history.retag(image(), firstTagging({ tag: '1.0.0', at: at(9) }), []);

    expect(calls.byCommand).toEqual({ GetItem: 1 });
  });

  test('of an image that was never recorded writes nothing', async () => {
    const { history, calls } = await createTable();

    await history.retag(image(), firstTagging({ tag: 'latest', at: at() }), []);

    expect(calls.writes).toBe(0);
  });

  test('from eight processes at once keeps every tag', async () => {
    const { history, connect } = await createTable();
    await record(history, image());
    const tags = Array.from({ length: 8 }, (_, number) => `2.0.${number}`);

    await Promise.all(
      tags.map((tag) => connect().history.retag(image(), firstTagging({ tag, at: at(9) }), [])),
    );

    const found = await history.find(REPOSITORY, [image().digest]);
    expect(found.get(image().digest)?.content?.tags).toEqual(['1.0.0', ...tags]);
  });
});
