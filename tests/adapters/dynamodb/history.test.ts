import { describe, expect, test } from 'vitest';
import { HistoryUnavailableError } from '../../../src/domain/errors.ts';
import { OCI_INDEX } from '../../../src/domain/media-type.ts';
import { firstTagging } from '../../../src/domain/tagging.ts';
import { at, fakeDigest, image, layer, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';
import { record, recordAll, versionAt } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const UNKNOWN = fakeDigest('unknown');
const RESULT = { newBytes: 77, findings: [] };

describe('find', () => {
  test('knows what was recorded, and tells what is complete', async () => {
    const { history } = await createTable();
    const [one, two] = [versionAt(1), versionAt(2)];
    await record(history, one);
    await recordAll(history, [two]);

    const found = await history.find(REPOSITORY, [one.digest, UNKNOWN, two.digest]);

    expect([...found.keys()].sort()).toEqual([one.digest, two.digest].sort());
    expect(found.get(one.digest)).toEqual({
      ...{ digest: one.digest, isLive: true, isComplete: false, isInQuestion: false, wasDoubted: false },
      ...{ deletedAt: null, storageClass: 'standard' },
      content: {
        ...{ kind: 'image', children: [] },
        ...{ tags: ['1.0.1'], pushedAt: at(1), series: 'default', seriesFrom: `${at(1)} 1.0.1` },
      },
    });
    expect(found.get(two.digest)).toMatchObject({ isComplete: true });
  });

  test('knows the children of an index', async () => {
    const { history } = await createTable();
    const children = [fakeDigest('amd64'), fakeDigest('arm64')];
    const index = image({ kind: 'index', mediaType: OCI_INDEX, layers: [], platform: null, children });
    await record(history, index);

    const found = await history.find(REPOSITORY, [index.digest]);

    expect(found.get(index.digest)).toMatchObject({ content: { kind: 'index', children } });
  });

  test.each([
    ['another repository', { repository: 'team/orders-2' }],
    ['another account', { accountId: '999999999999' }],
    ['another region', { region: 'us-east-1' }],
  ])('does not know the same digest in %s', async (_reason, elsewhere) => {
    const { history } = await createTable();
    await record(history, image());

    expect(await history.find({ ...REPOSITORY, ...elsewhere }, [image().digest])).toEqual(new Map());
  });

  test('takes more digests than one call of DynamoDB', async () => {
    const { history } = await createTable();
    await record(history, image());
    const many = Array.from({ length: 150 }, (_, number) => fakeDigest(`other ${number}`));

    const found = await history.find(REPOSITORY, [...many, image().digest]);

    expect([...found.keys()]).toEqual([image().digest]);
  });
});

describe('read', () => {
  test('gives the image back as it was recorded', async () => {
    const { history } = await createTable();
    const base = layer('base');
    const whole = image({
      layers: [
        base,
        layer('nothing is known', 0, { diffId: null, instruction: null }),
        layer('sha512', 5, { digest: `sha512:${'ab'.repeat(64)}` as typeof base.digest }),
        // The empty layer often stands twice in an image.
        base,
      ],
    });

    await record(history, whole);

    expect(await history.read(whole)).toEqual(whole);
    expect(await history.read({ ...REPOSITORY, digest: UNKNOWN })).toBeNull();
  });

  test('gives it back from the moment on that it is known', async () => {
    const states: string[] = [];
    for (let call = 1; states.at(-1) !== 'recorded'; call++) {
      const { history, connect } = await createTable();
      const isRecorded = await connect({ call, when: 'after' })
        .history.record(image(), null, 'standard')
        .then(
          () => true,
          () => false,
        );

      const isKnown = (await history.find(REPOSITORY, [image().digest])).size === 1;
      const read = await history.read(image());

      expect({ call, read }).toEqual({ call, read: isKnown ? image() : null });
      states.push(isRecorded ? 'recorded' : isKnown ? 'known' : 'unknown');
    }
    expect([...new Set(states)]).toEqual(['unknown', 'known', 'recorded']);
  });
});

describe('complete', () => {
  test('keeps what came of the push', async () => {
    const { history, reader } = await createTable();
    const findings = [duplicateLayerFinding(), imageGrewFinding()];
    const { attempt } = await record(history, image());

    await history.complete(image(), attempt, { newBytes: 77, findings });

    expect(await reader.image(image())).toMatchObject({ newBytes: 77, findings });
  });

  test('of an image that was never recorded fails, and keeps nothing', async () => {
    const { history } = await createTable();

    const completing = history.complete(image(), { generation: 1, number: 1 }, RESULT);

    await expect(completing).rejects.toThrow(HistoryUnavailableError);
    expect(await history.find(REPOSITORY, [image().digest])).toEqual(new Map());
  });

  test('of an image that another event has moved meanwhile fails, to be done again', async () => {
    const { history } = await createTable();
    const late = image({}, { tag: '1.0.0', at: at(9) });
    const { attempt } = await record(history, late);
    await history.retag(late, firstTagging({ tag: 'web-1.0.0', at: at(3) }), []);

    const completing = history.complete(late, attempt, RESULT);

    await expect(completing).rejects.toThrow(HistoryUnavailableError);
    const known = await history.find(REPOSITORY, [late.digest]);
    expect(known.get(late.digest)).toMatchObject({ isComplete: false, content: { series: 'web' } });
  });

  test('of an earlier attempt is left to the later one', async () => {
    const { history } = await createTable();
    const { attempt: earlier } = await record(history, image());
    const { attempt: later } = await record(history, image());

    const completing = history.complete(image(), earlier, RESULT);

    await expect(completing).rejects.toThrow(HistoryUnavailableError);
    await history.complete(image(), later, RESULT);
    const known = await history.find(REPOSITORY, [image().digest]);
    expect(known.get(image().digest)).toMatchObject({ isComplete: true });
  });

  test('keeps twenty findings at most, so that the item stays small', async () => {
    const { history, reader } = await createTable();
    const { attempt } = await record(history, image());
    const findings = Array.from({ length: 50 }, () => duplicateLayerFinding());

    await history.complete(image(), attempt, { newBytes: 0, findings });

    expect((await reader.image(image()))?.findings).toHaveLength(20);
  });
});

describe('record', () => {
  test('repeated answers the same and counts nothing twice', async () => {
    const { history, reader } = await createTable();
    const first = await record(history, versionAt(2));
    const [before] = await reader.registries({});

    const again = await record(history, versionAt(2));

    expect({ ...again, attempt: first.attempt }).toEqual(first);
    expect(first).toMatchObject({ attempt: { generation: 1 }, newBytes: 1_102, earlier: [], shared: [] });
    expect(await reader.registries({})).toEqual([before]);
  });

  test('of an image that an earlier delivery left unfinished adds what this one knows', async () => {
    const { history } = await createTable();
    await record(history, image({}, { tag: '1.0.0', at: at(5) }));

    await record(history, image({}, { tag: 'web-1', at: at(2) }));

    const found = await history.find(REPOSITORY, [image().digest]);
    expect(found.get(image().digest)).toMatchObject({
      content: { tags: ['1.0.0', 'web-1'], pushedAt: at(2), series: 'web' },
    });
  });
});
