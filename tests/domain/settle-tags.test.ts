import { describe, expect, it } from 'vitest';
import { HistoryUnavailableError, RegistryUnavailableError } from '../../src/domain/errors.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { settleTags, type TagNews } from '../../src/domain/settle-tags.ts';
import { fakeDigest, manifestText, REPOSITORY } from '../support/builders.ts';
import { unusable } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const [ONE, OTHER] = [fakeDigest('one'), fakeDigest('other')];

/** What a push event says of a tag of an image that was never doubted. */
function put(tag: string, digest: TagNews['digest'] = ONE, more: Partial<TagNews> = {}): TagNews {
  return { tag, digest, isTrusted: true, isNew: true, ...more };
}

/** A world whose registry has both images, with these tags on them. */
function worldWith(tags: Readonly<Record<string, typeof ONE>>): World {
  const world = createWorld();
  for (const digest of [ONE, OTHER]) world.registry.put(REPOSITORY, manifestText(), digest);
  for (const [tag, digest] of Object.entries(tags)) world.registry.tag({ ...REPOSITORY, digest }, tag);
  return world;
}

async function pointer({ tags }: World, tag = 'latest') {
  const found = (await tags.find(REPOSITORY, [tag])).get(tag);
  return found && [found.digest, found.isInQuestion];
}

describe('the first news of a tag', () => {
  it('are taken on trust, and nobody is asked', async () => {
    const world = worldWith({ latest: OTHER });

    await settleTags({ ...world.deps, registry: unusable() }, REPOSITORY, [put('latest')]);

    expect(await pointer(world)).toEqual([ONE, false]);
  });

  it('are no ground where the image was once doubted: the registry says where it is', async () => {
    const world = worldWith({ latest: OTHER });

    await settleTags(world.deps, REPOSITORY, [put('latest', ONE, { isTrusted: false })]);

    expect(await pointer(world)).toEqual([OTHER, false]);
  });

  it('may be that it was taken off; then it points nowhere', async () => {
    const world = worldWith({});

    await settleTags(world.deps, REPOSITORY, [put('latest', null, { isTrusted: false, isNew: false })]);

    expect(await pointer(world)).toEqual([null, false]);
  });
});

describe('later news', () => {
  it('that say what is known write nothing, and ask nobody', async () => {
    const world = worldWith({ latest: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    const before = structuredClone(world.table);

    for (const more of [{ isNew: true }, { isTrusted: false, isNew: false }])
      await settleTags({ ...world.deps, registry: unusable() }, REPOSITORY, [put('latest', ONE, more)]);

    expect(world.table).toEqual(before);
  });

  it('are not believed of an image that was doubted before anybody knew that it has the tag', async () => {
    const world = worldWith({ latest: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    // It was deleted, and has come back without the tag.
    world.registry.untag(REPOSITORY, 'latest');

    await settleTags(world.deps, REPOSITORY, [put('latest', ONE, { isTrusted: false, isNew: true })]);

    expect(await pointer(world)).toEqual([null, false]);
  });

  it('that say something else are not believed: the registry is asked', async () => {
    const world = worldWith({ latest: ONE, stable: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest'), put('stable')]);
    world.registry.tag({ ...REPOSITORY, digest: OTHER }, 'stable');

    await settleTags(world.deps, REPOSITORY, [put('latest', OTHER), put('stable', OTHER)]);

    expect([await pointer(world), await pointer(world, 'stable')]).toEqual([
      [ONE, false],
      [OTHER, false],
    ]);
  });

  it('of long ago write nothing where the registry says what is known', async () => {
    const world = worldWith({ latest: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    const before = structuredClone(world.table);

    await settleTags(world.deps, REPOSITORY, [put('latest', OTHER, { isNew: false })]);
    await settleTags(world.deps, REPOSITORY, [put('latest', null, { isNew: false })]);

    expect(world.table).toEqual(before);
  });

  it('that it was taken off are true where the registry does not have it', async () => {
    const world = worldWith({ latest: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    world.registry.untag(REPOSITORY, 'latest');

    await settleTags(world.deps, REPOSITORY, [put('latest', null, { isNew: false })]);

    expect(await pointer(world)).toEqual([null, false]);
  });

  it('answer the question that a crash left, though they say what is known', async () => {
    const world = worldWith({ latest: OTHER });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    await world.tags.inquire(REPOSITORY, 'latest');

    await settleTags(world.deps, REPOSITORY, [put('latest', ONE, { isNew: false })]);

    expect(await pointer(world)).toEqual([OTHER, false]);
  });

  it('of one batch may be of one tag, in any order', async () => {
    const worlds = [worldWith({ latest: OTHER }), worldWith({ latest: OTHER })];
    const news = [put('latest', ONE), put('latest', OTHER)];

    for (const [number, world] of worlds.entries())
      await settleTags(world.deps, REPOSITORY, number === 0 ? news : news.toReversed());

    expect(await Promise.all(worlds.map((world) => pointer(world)))).toEqual([
      [OTHER, false],
      [OTHER, false],
    ]);
  });

  it('are none without a word to the registry', async () => {
    const { deps } = createWorld();

    await settleTags({ ...deps, registry: unusable() }, REPOSITORY, []);
  });
});

describe('somebody who asks at the same time', () => {
  it('and later is right: whoever asked before asks again', async () => {
    const world = worldWith({ latest: ONE });
    await settleTags(world.deps, REPOSITORY, [put('latest')]);
    let isMoved = false;
    const registry: Registry = {
      ...unusable<Registry>(),
      async describe(...asked) {
        const answer = await world.registry.describe(...asked);
        if (!isMoved) {
          isMoved = true;
          world.registry.tag({ ...REPOSITORY, digest: OTHER }, 'latest');
          await settleTags(world.deps, REPOSITORY, [put('latest', OTHER)]);
        }
        return answer;
      },
    };

    await settleTags({ ...world.deps, registry }, REPOSITORY, [put('latest', OTHER)]);

    expect(await pointer(world)).toEqual([OTHER, false]);
  });

  it('for ever makes a failure, to be delivered again', async () => {
    const world = worldWith({ latest: ONE });
    const tags = { ...world.tags, settle: async () => false };

    const settling = settleTags({ ...world.deps, tags }, REPOSITORY, [
      put('latest', ONE, { isTrusted: false }),
    ]);

    await expect(settling).rejects.toThrow(HistoryUnavailableError);
    expect(await pointer(world)).toEqual([null, true]);
  });
});

it('a registry that does not answer leaves the question open', async () => {
  const world = worldWith({ latest: ONE });
  const throttled = new RegistryUnavailableError('throttled');
  await settleTags(world.deps, REPOSITORY, [put('latest')]);
  const registry = { ...unusable<Registry>(), describe: () => Promise.reject(throttled) };

  const settling = settleTags({ ...world.deps, registry }, REPOSITORY, [put('latest', OTHER)]);

  await expect(settling).rejects.toBe(throttled);
  expect(await pointer(world)).toEqual([ONE, true]);
});
