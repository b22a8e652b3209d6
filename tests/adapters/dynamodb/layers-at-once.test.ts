import { describe, expect, test } from 'vitest';
import { holderKey } from '../../../src/adapters/dynamodb-keys.ts';
import type { Image, Layer } from '../../../src/domain/image.ts';
import { fakeDigest, image, layer, REGISTRY } from '../../support/builders.ts';
import { callThatMakes } from '../../support/crash-call.ts';
import { createInMemoryTable, useDynamodb } from '../../support/dynamodb.ts';
import { expectIdentities } from '../../support/identities.ts';
import { recordAll } from '../../support/recorded-versions.ts';

const createTable = useDynamodb();

const BASE = layer('base', 5_000);

function imageIn(repository: string, ...own: readonly Layer[]): Image {
  return image({ repository, digest: fakeDigest('the image'), layers: [BASE, ...own] });
}

describe('pushes at the same time', () => {
  test('of new layers to six repositories are all counted', async () => {
    const table = await createTable();
    const images = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => imageIn(name, layer('app', 70)));

    await Promise.all(images.map((each) => recordAll(table.connect().history, [each])));

    await expectIdentities(table, images);
  });

  test('of one image, five times, count once; the last one to begin finishes', async () => {
    const table = await createTable();
    const images = [imageIn('a'), imageIn('b')];
    await recordAll(table.history, images.slice(0, 1));

    const five = [1, 2, 3, 4, 5].map(() => recordAll(table.connect().history, images.slice(1)));
    const ends = await Promise.allSettled(five);

    expect(ends.map(({ status }) => status)).toContain('fulfilled');
    await expectIdentities(table, images);
  });

  test('to more repositories than a sum takes at once all count, also the one that was there long before', async () => {
    const table = await createTable();
    const long = imageIn('zz-was-there-before');
    await recordAll(table.history, [long]);
    const others = Array.from({ length: 52 }, (_, number) => imageIn(`team/${number}`));
    // They have got as far as saying that they hold the layers.
    for (const { digest: firstDigest, pushedAt: since, ...other } of others) {
      const arrival = { since, firstDigest, firstGeneration: 1, held: 1, version: 1 };
      await table.items.put({ ...holderKey(other, BASE.digest), ...BASE, ...arrival });
    }

    await recordAll(table.history, [imageIn('a')]);
    await recordAll(table.history, others);

    await expectIdentities(table, [long, imageIn('a'), ...others]);
  });
});

describe('a slow delivery of an image that another delivery completed', () => {
  // The other one was through before the layers were shared, so nobody but the slow one knows that its repository is
  // to be told; then it crashes, and is not delivered again to any effect: the image is complete.
  test('may crash after any call', async () => {
    const [a, b] = [imageIn('a'), imageIn('b')];
    const upToHolder = await callThatMakes(
      ({ history }) => history.record(b, null, 'standard'),
      async ({ history }) => (await history.holdersOf(REGISTRY, BASE.digest)).length === 2,
      ({ history }) => recordAll(history, [a]),
    );
    let hasCrashed = true;
    for (let call = 1; hasCrashed; call++) {
      const table = createInMemoryTable();
      await recordAll(table.history, [a]);
      const crashing = table.connect({ call: upToHolder, when: 'after' });
      await expect(crashing.history.record(b, null, 'standard')).rejects.toThrow();
      expect(await table.history.holdersOf(REGISTRY, BASE.digest)).toEqual(['a', 'b']);

      hasCrashed = await table
        .connect({ call, when: 'after' })
        .history.record(a, null, 'standard')
        .then(
          () => false,
          () => true,
        );
      await recordAll(table.history, [b]);

      const [totals] = await table.reader.registries({});
      const { items } = await table.reader.repositories({}, { limit: 9, cursor: null });
      expect({ call, ...totals }).toMatchObject({ call, layers: 1, storedBytes: 10_000, uniqueBytes: 5_000 });
      expect(items).toMatchObject([{ exclusiveBytes: 0 }, { exclusiveBytes: 0 }]);
    }
  });
});
