import { describe, expect, test } from 'vitest';
import type { ImageKind } from '../../src/domain/image.ts';
import { simulate } from '../../src/domain/simulate.ts';
import type { SimulationPlan } from '../../src/domain/simulation.ts';
import { fakeDigest } from '../support/builders.ts';
import { createInMemoryHistoryReader } from '../support/in-memory-history-reader.ts';
import type { RecordedImage } from '../support/recorded-history.ts';
import { IRELAND, layer, recordedImage } from '../support/recorded-images.ts';

const [base, own, extra] = [layer('base', 1_000_000), layer('own', 20_000), layer('extra', 300)];

function imageIn(repository: string, name: string, layers = [base, own], rest: Partial<RecordedImage> = {}) {
  const digest = fakeDigest(name);
  return recordedImage({ ...IRELAND, repository }, '2026-11-01T00:00:00Z', layers, { digest, ...rest });
}

function indexIn(repository: string, name: string, children: readonly RecordedImage[]) {
  return imageIn(repository, name, [], { kind: 'index', children: children.map(({ digest }) => digest) });
}

function unknownIn(repository: string, name: string) {
  return imageIn(repository, name, [], { kind: 'unsupported' satisfies ImageKind });
}

const MOUNTING_OFF = { ...IRELAND, isComplete: true, blobMounting: false };

function think(
  images: readonly RecordedImage[],
  plan: Partial<SimulationPlan>,
  registry: Partial<typeof MOUNTING_OFF> | { readonly blobMounting: null } = {},
) {
  const reader = createInMemoryHistoryReader({ images, alerts: [], asOf: {} });
  const whole = { images: [], repositories: [], merges: [], ...plan };
  return simulate(reader, { ...MOUNTING_OFF, ...registry }, whole);
}

async function notesOf(...asked: Parameters<typeof think>): Promise<readonly string[]> {
  const outcome = await think(...asked);
  return outcome.outcome === 'simulated' ? outcome.notes : [outcome.reason];
}

describe('a simulation', () => {
  test('tells what the repositories of the plan store before and after', async () => {
    const [one, two] = [imageIn('web', 'one', [base, own]), imageIn('web', 'two', [base, extra])];

    const outcome = await think([one, two, imageIn('api', 'api')], { images: [one] });

    expect(outcome).toMatchObject({
      ...{ outcome: 'simulated', freedBytes: 20_000, keptBytes: 1_000_000 },
      ...{ storedBytesBefore: 1_020_300, storedBytesAfter: 1_000_300, notes: [] },
    });
  });

  test('counts on archived images as on others', async () => {
    const [one, archived] = [
      imageIn('web', 'one'),
      imageIn('web', 'two', [base], { storageClass: 'archive' }),
    ];

    expect(await think([one, archived], { images: [one] })).toMatchObject({
      freedBytes: 20_000,
      keptBytes: 1_000_000,
    });
    expect(await think([one, archived], { images: [one, archived] })).toMatchObject({
      freedBytes: 1_020_000,
    });
  });

  test('stores nothing less than nothing where the sums are behind the images', async () => {
    const one = imageIn('web', 'one');
    const reader = createInMemoryHistoryReader({ images: [one], alerts: [], asOf: {} });
    const behind = {
      ...reader,
      repositorySizes: async () => new Map([['web', { liveImages: 1, storedBytes: 5 }]]),
    };

    const outcome = await simulate(behind, MOUNTING_OFF, { images: [], repositories: ['web'], merges: [] });

    expect(outcome).toMatchObject({ freedBytes: 1_020_000, storedBytesBefore: 5, storedBytesAfter: 0 });
  });
});

describe('a plan is refused, and says why,', () => {
  const one = imageIn('web', 'one');
  const gone = imageIn('web', 'gone', [extra], { deletedAt: '2026-11-02T00:00:00Z' });
  const elsewhere = imageIn('api', 'elsewhere');
  const at = (digest: string) => `not there, or not any more: web@${digest}`;

  test.each<[string, Partial<SimulationPlan>, string]>([
    ['for a repository that nobody has heard of', { repositories: ['wbe'] }, 'no live image is known of wbe'],
    ['for one that is empty', { merges: [['web', 'empty']] }, 'no live image is known of empty'],
    [
      'for a repository of an image',
      { images: [{ ...one, repository: 'x' }] },
      'no live image is known of x',
    ],
    [
      'for many of them',
      { repositories: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'web'] },
      'no live image is known of a, b, c, d, e and 2 more',
    ],
    ['for an image that is gone', { images: [one, gone] }, at(gone.digest)],
    [
      'for one of another repository',
      { images: [{ ...elsewhere, repository: 'web' }] },
      at(elsewhere.digest),
    ],
    ['for one named twice', { images: [gone, gone] }, at(gone.digest)],
  ])('%s', async (_what, plan, reason) => {
    const empty = imageIn('empty', 'empty', [], { deletedAt: '2026-11-02T00:00:00Z' });

    expect(await think([one, gone, elsewhere, empty], plan)).toEqual({ outcome: 'refused', reason });
  });

  test('for more images than can be read, before any of them is', async () => {
    const reader = createInMemoryHistoryReader({ images: [one, elsewhere], alerts: [], asOf: {} });
    const sizes = new Map([
      ['web', { liveImages: 19_999, storedBytes: 1 }],
      ['api', { liveImages: 2, storedBytes: 1 }],
    ]);
    const large = {
      ...reader,
      repositorySizes: async () => sizes,
      liveImages: () => Promise.reject(new Error('read')),
    };

    const outcome = await simulate(large, MOUNTING_OFF, {
      images: [],
      repositories: ['api', 'web'],
      merges: [],
    });

    expect(outcome).toEqual({
      outcome: 'refused',
      reason:
        'the repositories have 20001 live images, and at most 20000 can be thought through at once: name fewer repositories',
    });
  });
});

describe('the notes', () => {
  const [amd, arm] = [imageIn('web', 'amd', [base, own]), imageIn('web', 'arm', [base, extra])];
  const index = indexIn('web', 'index', [amd, arm, imageIn('web', 'never pushed')]);

  test('are none where there is nothing else to know', async () => {
    expect(await notesOf([amd, arm, index], { images: [amd, arm, index] })).toEqual([]);
    expect(await notesOf([amd, arm, index, unknownIn('web', 'x')], { repositories: ['web'] })).toHaveLength(
      1,
    );
    expect(await notesOf([amd, arm, index, unknownIn('web', 'x')], { merges: [['web']] })).toHaveLength(2);
  });

  test('say that a registry was not scanned', async () => {
    expect(await notesOf([amd], { images: [amd] }, { isComplete: false })).toEqual([
      'The registry has not been scanned to the end: images that nobody has heard of yet may hold these layers too, and what only they hold is not counted.',
    ]);
  });

  test.each([
    ['The registry lets layers be mounted', true],
    ['It is not known whether the registry lets layers be mounted', null],
  ])('say what is certain where copies may be mounted: %s', async (why, blobMounting) => {
    const api = imageIn('api', 'api', [base]);

    expect(await notesOf([amd, api], { images: [amd] }, { blobMounting })).toEqual([
      `${why}, and nothing tells which copies are: at least 20.0 kB go, of layers that no repository holds afterwards.`,
    ]);
    expect(await notesOf([amd, api], { images: [amd] })).toEqual([]);
    expect(await notesOf([amd, api], { images: [amd, api] }, { blobMounting })).toHaveLength(1);
    expect(await notesOf([amd], { images: [amd] }, { blobMounting })).toEqual([]);
  });

  test('say that an index frees next to nothing while its children stay', async () => {
    const notes = await notesOf([amd, arm, index], { images: [index] });

    expect(notes).toEqual([
      'Nothing is freed: images that stay hold every layer that these have.',
      `Deleting the index web@${index.digest} frees next to nothing by itself: 2 images that it lists stay. Delete them after it.`,
    ]);
    expect(await notesOf([amd, arm, index], { images: [index, amd] })).toEqual([
      expect.stringContaining(': 1 image that it lists stays.'),
    ]);
  });

  test('say that ECR refuses to delete what an index lists', async () => {
    const notes = await notesOf([amd, arm, index], { images: [amd] });

    expect(notes).toEqual([
      `ECR refuses to delete web@${amd.digest} while the index ${index.digest} lists it: delete that one first. The bytes are what goes once the image is deleted.`,
    ]);
  });

  test('need no children of what goes as a whole, or not at all', async () => {
    const images = [amd, arm, index, imageIn('api', 'api')];
    const reader = createInMemoryHistoryReader({ images, alerts: [], asOf: {} });
    const childless = { ...reader, childrenOf: () => Promise.reject(new Error('read')) };

    const outcome = await simulate(childless, MOUNTING_OFF, {
      ...{ images: [amd], repositories: ['web'], merges: [['web', 'api']] },
    });

    expect(outcome).toMatchObject({ outcome: 'simulated' });
  });

  test('do not go on for ever', async () => {
    const children = Array.from({ length: 8 }, (_, number) => imageIn('web', `child ${number}`));

    const notes = await notesOf([...children, indexIn('web', 'all', children)], { images: children });

    expect(notes).toHaveLength(6);
    expect(notes.at(-1)).toBe('The same is true of 3 more.');
  });

  test('say of what nothing is known', async () => {
    const unknown = [unknownIn('web', 'x'), unknownIn('web', 'y'), unknownIn('web', 'z')];
    const [first, ...others] = unknown;
    if (!first) throw new Error('there are three');

    expect(await notesOf([amd, ...unknown], { images: [amd, first] })).toEqual([
      'Nothing is known of what is in 1 image deleted from web: that is not counted.',
      'Nothing is known of what is in 2 images left in web: it may be layers that are counted as freed.',
    ]);
    expect(await notesOf([amd, ...unknown], { images: others })).toEqual([
      'Nothing is freed: images that stay hold every layer that these have.',
      'Nothing is known of what is in 2 images deleted from web: that is not counted.',
      'Nothing is known of what is in 1 image left in web: it may be layers that are counted as freed.',
    ]);
  });

  test('say how merging comes to free anything', async () => {
    const notes = await notesOf([amd, imageIn('api', 'api')], { merges: [['web', 'api']] });

    expect(notes).toEqual([
      'Merging frees its bytes once the images are in one repository and the others are deleted. Merge only where the access rules are the same anyway.',
    ]);
  });
});
