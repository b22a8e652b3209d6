import fc from 'fast-check';
import {
  type FreedBytes,
  fatesOf,
  freedBytes,
  repositoriesOf,
  type SimulationPlan,
} from '../../src/domain/simulation.ts';
import { fakeDigest, REGISTRY } from './builders.ts';
import { recount, type StoredImage } from './recount.ts';

export const NOTHING: SimulationPlan = { images: [], repositories: [], merges: [] };

/** Sizes of the layers there are, by the seed of their digest: one is empty. */
const SIZES: Readonly<Record<string, number>> = {
  a: 0,
  b: 1,
  c: 20,
  d: 300,
  e: 4_000,
  f: 50_000,
  g: 600_000,
};

/** An image of `REGISTRY` with these layers, each a letter from a (nothing), b (1 byte), c (20) to g (600,000). */
export function stored(
  repository: string,
  name: string,
  layers: string,
  kind: StoredImage['kind'] = 'image',
) {
  return {
    ...{ ...REGISTRY, repository, digest: fakeDigest(name), kind, pushedAt: '2026-11-20T10:00:00Z' },
    layers: [...layers].map((seed) => ({ digest: fakeDigest(seed), sizeBytes: SIZES[seed] ?? 0 })),
  } satisfies StoredImage;
}

/** What the plan frees of these images of one registry, every number about the registry counted anew. */
export function freedOf(
  images: readonly StoredImage[],
  plan: Partial<SimulationPlan>,
  blobMounting: boolean | null = null,
): FreedBytes {
  const whole = { ...NOTHING, ...plan };
  const live = repositoriesOf(whole).map((name) => {
    const own = images.filter(({ repository }) => repository === name);
    return [name, own.map((image) => ({ ...image, layers: digestsOf(image) }))] as const;
  });
  const layers = new Map(recount(images).layers.map((layer) => [layer.digest, layer]));
  const fates = fatesOf(whole, new Map(live)).map((fate) => ({
    ...fate,
    sizeBytes: layers.get(fate.digest)?.sizeBytes ?? Number.NaN,
    repositoryCount: layers.get(fate.digest)?.holders.length ?? Number.NaN,
    instruction: null,
  }));
  return freedBytes(fates, blobMounting);
}

function digestsOf({ layers }: StoredImage) {
  return [...new Set(layers.map(({ digest }) => digest))];
}

/** The images that are left, in the repositories that are left, once the plan is carried out. */
export function carriedOut(images: readonly StoredImage[], plan: SimulationPlan): StoredImage[] {
  return images
    .filter((image) => !isDeleted(image, plan))
    .map((image) => {
      const merged = plan.merges.find((names) => names.includes(image.repository));
      return { ...image, repository: merged?.[0] ?? image.repository };
    });
}

export function isDeleted(image: StoredImage, { images, repositories }: SimulationPlan): boolean {
  return (
    repositories.includes(image.repository) ||
    images.some(({ repository, digest }) => repository === image.repository && digest === image.digest)
  );
}

/** Up to twelve images in up to five repositories of one registry, and a plan for some of them. */
export function registriesWithPlans() {
  const names = ['api', 'base', 'jobs', 'orders', 'web'];
  const image = fc.record({
    repository: fc.constantFrom(...names),
    name: fc.constantFrom('one', 'two', 'three', 'four'),
    layers: fc.string({ unit: fc.constantFrom(...Object.keys(SIZES)), maxLength: 5 }),
    kind: fc.constantFrom('image' as const, 'artifact' as const, 'index' as const),
  });
  const key = (each: { readonly repository: string; readonly name: string }) =>
    `${each.repository} ${each.name}`;
  return fc
    .record({
      images: fc.uniqueArray(image, { minLength: 1, maxLength: 12, selector: key }),
      deleted: fc.array(fc.nat(11), { maxLength: 8 }),
      // What becomes of each repository: it is deleted, one of two merges takes it, or neither.
      roles: fc.tuple(...names.map(() => fc.constantFrom('delete', 'first', 'second', 'stay'))),
    })
    .map(({ images: drawn, deleted, roles }) => {
      const images = drawn.map((each) => stored(each.repository, each.name, each.layers, each.kind));
      const there = names.filter((name) => images.some(({ repository }) => repository === name));
      const inRole = (role: string) => there.filter((name) => roles[names.indexOf(name)] === role);
      const plan: SimulationPlan = {
        images: deleted.flatMap((position) => images[position] ?? []),
        repositories: inRole('delete'),
        merges: [inRole('first'), inRole('second')].filter((merged) => merged.length > 1),
      };
      return { images, plan };
    });
}
