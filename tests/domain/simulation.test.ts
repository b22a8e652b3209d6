import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repositoriesOf } from '../../src/domain/simulation.ts';
import { fakeDigest } from '../support/builders.ts';
import { recount, type StoredImage } from '../support/recount.ts';
import {
  carriedOut,
  freedOf,
  isDeleted,
  NOTHING,
  registriesWithPlans,
  stored,
} from '../support/simulated-registry.ts';

/** Over all registries: there is one, or none where nothing is left. */
function totalOf(images: readonly StoredImage[], name: 'storedBytes' | 'uniqueBytes'): number {
  return recount(images).registries.reduce((sum, totals) => sum + totals[name], 0);
}

/** `web` and `api` share b and e; two images of `web` share d and e. */
const WEB_1 = stored('web', 'web 1', 'bde');
const WEB_2 = stored('web', 'web 2', 'cde');
const API = stored('api', 'api 1', 'be');
const BASE = stored('base', 'base 1', 'e');
const IMAGES = [WEB_1, WEB_2, API, BASE];

describe('what is freed', () => {
  test.each([
    ['what an image alone has in its repository', { images: [WEB_1] }, 1, 0, 4_300],
    ['an image named twice, once', { images: [WEB_1, WEB_1] }, 1, 0, 4_300],
    ['what two images share, once and only when both go', { images: [WEB_1, WEB_2] }, 4_321, 320, 0],
    ['the copy of one repository, though another one holds the layer', { images: [API] }, 4_001, 0, 0],
    ['a repository with everything in it', { repositories: ['web'] }, 4_321, 320, 0],
    [
      'an image of a repository that goes as well, once',
      { images: [WEB_1], repositories: ['web'] },
      4_321,
      320,
      0,
    ],
    ['the copies of repositories that share layers', { repositories: ['web', 'api'] }, 8_322, 321, 0],
    [
      'a layer that nobody holds any more, for certain once',
      { repositories: ['web', 'api', 'base'] },
      12_322,
      4_321,
      0,
    ],
    ['all copies but one of what is merged', { merges: [['web', 'api', 'base']] }, 8_001, 0, 0],
    ['of two merges what each brings', { merges: [['web', 'api']] }, 4_001, 0, 0],
    ['what deletion leaves, merged', { images: [WEB_1], merges: [['web', 'api', 'base']] }, 8_001, 0, 4_300],
    ['nothing of what is alone in a merge', { images: [API], merges: [['api', 'base']] }, 4_001, 0, 0],
    ['nothing, of nothing', {}, 0, 0, 0],
  ])('%s', (_what, plan, freed, lower, kept) => {
    expect(freedOf(IMAGES, plan)).toMatchObject({
      ...{ freedBytes: freed, freedLowerBytes: lower, keptBytes: kept },
      bound: freed === lower ? 'exact' : 'upper',
    });
    expect(freedOf(IMAGES, plan, true)).toEqual(freedOf(IMAGES, plan));
    expect(freedOf(IMAGES, plan, false)).toMatchObject({
      ...{ freedBytes: freed, freedLowerBytes: freed, keptBytes: kept },
      bound: 'exact',
    });
  });

  test('is told by layers: the most bytes first, each with the copies that go', () => {
    const { layers } = freedOf(IMAGES, { images: [WEB_1], merges: [['base', 'api', 'web']] });

    expect(layers).toEqual([
      {
        ...{ digest: fakeDigest('e'), instruction: null, sizeBytes: 4_000, copies: 2, freedBytes: 8_000 },
        repositories: ['api', 'base', 'web'],
      },
      {
        ...{ digest: fakeDigest('b'), instruction: null, sizeBytes: 1, copies: 1, freedBytes: 1 },
        repositories: ['web'],
      },
    ]);
  });

  test('names all whose copies go or become one, by name', () => {
    const { layers } = freedOf(IMAGES, { images: [WEB_1, WEB_2], merges: [['base', 'api']] });

    expect(layers[0]).toMatchObject({ copies: 2, repositories: ['api', 'base', 'web'] });
    expect(layers[1]).toMatchObject({ copies: 1, repositories: ['web'] });
  });

  test('is the same layers in the same order where they are of one size', () => {
    const images = [stored('web', 'web 1', 'a'), { ...stored('web', 'web 2', ''), layers: emptyLayers(4) }];

    const { layers } = freedOf(images, { repositories: ['web'] });

    const digests = layers.map(({ digest }) => digest);
    expect(digests).toHaveLength(5);
    expect(digests).toEqual([...digests].sort());
  });

  test.each(['artifact', 'index'] as const)('is not what an %s that stays has', (kind) => {
    const images = [stored('web', 'web 1', 'de'), stored('web', 'web 2', 'd', kind)];

    expect(freedOf(images, { images: images.slice(0, 1) })).toMatchObject({
      freedBytes: 4_000,
      keptBytes: 300,
    });
  });

  test.each([
    ['is not known to let layers be mounted', null],
    ['lets no layers be mounted', false],
  ])(
    'is certain of nothing where an image of unknown content stays, in a registry that %s',
    (_what, mounting) => {
      const images = [...IMAGES, stored('web', 'old', '', 'unsupported')];
      const deleted = { images: [WEB_1, WEB_2] };

      expect(freedOf(images, deleted, mounting)).toMatchObject({
        ...{ freedBytes: 4_321, freedLowerBytes: 0, bound: 'upper' },
      });
      expect(freedOf(images, { ...deleted, repositories: ['web'] }, false)).toMatchObject({ bound: 'exact' });
      expect(freedOf(images, { images: [API] }, false)).toMatchObject({ bound: 'exact' });
    },
  );
});

function emptyLayers(count: number): StoredImage['layers'] {
  return Array.from({ length: count }, (_, number) => ({
    digest: fakeDigest(`empty ${number}`),
    sizeBytes: 0,
  }));
}

test('the repositories of a plan are those it names in any way, each once and by name', () => {
  const plan = { images: [WEB_1, BASE], repositories: ['jobs', 'jobs'], merges: [['web', 'api']] };

  expect(repositoriesOf(plan)).toEqual(['api', 'base', 'jobs', 'web']);
});

describe('of any registry and any plan', () => {
  const cases = registriesWithPlans();

  test('what is freed is what is stored less, and at least what is nowhere stored any more', () => {
    fc.assert(
      fc.property(cases, ({ images, plan }) => {
        const after = carriedOut(images, plan);

        const unknown = freedOf(images, plan);
        const exact = freedOf(images, plan, false);

        const freed = totalOf(images, 'storedBytes') - totalOf(after, 'storedBytes');
        const lower = totalOf(images, 'uniqueBytes') - totalOf(after, 'uniqueBytes');
        expect(unknown).toMatchObject({ freedBytes: freed, freedLowerBytes: lower });
        expect(exact).toMatchObject({ freedBytes: freed, freedLowerBytes: freed, bound: 'exact' });
        expect(unknown.layers.reduce((sum, layer) => sum + layer.freedBytes, 0)).toBe(freed);
      }),
    );
  });

  test('what is kept is what deleted images share with those that stay in their repository', () => {
    fc.assert(
      fc.property(cases, ({ images, plan }) => {
        const kept = [...Map.groupBy(images, ({ repository }) => repository).values()].map((own) => {
          const [gone, left] = [true, false].map((is) =>
            own.filter((image) => isDeleted(image, plan) === is),
          );
          const staying = new Set(left?.flatMap(({ layers }) => layers.map(({ digest }) => digest)));
          const layers = new Map(
            gone?.flatMap((image) => image.layers.map((layer) => [layer.digest, layer])),
          );
          return [...layers.values()]
            .filter(({ digest }) => staying.has(digest))
            .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        });

        expect(freedOf(images, plan).keptBytes).toBe(kept.reduce((sum, bytes) => sum + bytes, 0));
      }),
    );
  });

  test('deleting everything, in either way, frees exactly what is stored', () => {
    fc.assert(
      fc.property(cases, ({ images }) => {
        const freed = totalOf(images, 'storedBytes');
        const names = [...new Set(images.map(({ repository }) => repository))];

        expect(freedOf(images, { images }).freedBytes).toBe(freed);
        expect(freedOf(images, { repositories: names }).freedBytes).toBe(freed);
        expect(freedOf(images, { images, repositories: names }).freedBytes).toBe(freed);
      }),
    );
  });

  test('neither order nor repetition changes anything', () => {
    fc.assert(
      fc.property(cases, ({ images, plan }) => {
        const turned = {
          images: [...plan.images, ...plan.images].reverse(),
          repositories: [...plan.repositories, ...plan.repositories].reverse(),
          merges: plan.merges.map((merged) => [...merged].reverse()).reverse(),
        };

        expect(freedOf([...images].reverse(), turned)).toEqual(freedOf(images, plan));
      }),
    );
  });

  test('merging all repositories frees exactly what is stored more than once', () => {
    fc.assert(
      fc.property(cases, ({ images }) => {
        const merges = [[...new Set(images.map(({ repository }) => repository))]];

        const { freedBytes } = freedOf(images, { ...NOTHING, merges });

        expect(freedBytes).toBe(totalOf(images, 'storedBytes') - totalOf(images, 'uniqueBytes'));
      }),
    );
  });
});
