import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import type { Base } from '../../src/domain/base.ts';
import { Digest } from '../../src/domain/digest.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import type { ManifestAnswer, Registry } from '../../src/domain/registry-ports.ts';
import type { ManifestSource } from '../../src/local/manifest-source.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { at, pushed, REPOSITORY } from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';
import { recordingsIn } from './recordings.ts';
import { describeWith } from './suite.ts';

interface ImageRecord {
  readonly repository: string;
  readonly digest: string;
  readonly layers: readonly { readonly digest: string; readonly mediaType: string }[];
}

interface Found {
  readonly base: Base | null;
  /** The layers of the images in other repositories that are all at the bottom of this one: how many at most. */
  readonly expectedLayers: number;
}

describeWith('the bases of the recorded images', ['LAYERWATCH_DATA'], (path) => {
  let found: readonly Found[];
  let shares: Record<string, string>;

  beforeAll(async () => {
    const { images } = recordingsIn(path('LAYERWATCH_DATA'));
    const records = gunzipSync(readFileSync(images))
      .toString()
      .trim()
      .split('\n')
      .map((line): ImageRecord => JSON.parse(line));
    const bases = await basesOf(records, await readRecordedImages(images));
    const expected = layersOfLongestBase(records);
    found = records.map((record, index) => ({
      base: bases.get(keyOf(record)) ?? null,
      expectedLayers: expected[index] ?? 0,
    }));
    shares = sharesOf(found.map(({ base }) => base?.evidence ?? 'unknown'));
    console.log('share of the images by evidence:', JSON.stringify(shares));
  }, 280_000);

  test('each image with a strict prefix in another repository stands on the longest of those', () => {
    const standing = found.filter(({ expectedLayers }) => expectedLayers > 0);
    const right = standing.filter(
      ({ base, expectedLayers }) => base?.evidence === 'layers' && base.layerCount === expectedLayers,
    );
    console.log(`images with such a prefix: ${standing.length}; given it as base: ${right.length}`);

    expect(standing.length).toBeGreaterThan(1_000);
    expect(right.length / standing.length).toBe(1);
  });

  test('no other image is said to stand on one', () => {
    const others = found.filter(({ expectedLayers }) => expectedLayers === 0);

    expect(others.filter(({ base }) => base?.evidence === 'layers')).toEqual([]);
  });
});

/** Records every image through the use case, and asks what each stands on once all are known. */
async function basesOf(
  records: readonly ImageRecord[],
  source: ManifestSource,
): Promise<ReadonlyMap<string, Base | null>> {
  const world = createWorld();
  const deps = { ...world.deps, registry: registryOf(source), isQuiet: true };
  const bases = new Map<string, Base | null>();
  const repositories = Map.groupBy(records, ({ repository }) => repository);
  for (const [name, images] of repositories) {
    const repository = { ...REPOSITORY, repository: name };
    const pushes = images.map(({ digest }, second) => pushed(Digest.parse(digest), null, at(second)));
    await recordPushes(deps, repository, pushes);
  }
  for (const name of repositories.keys()) {
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof world.reader.images>> = await world.reader.images(
        { ...REPOSITORY, repository: name },
        {},
        { limit: 200, cursor },
      );
      for (const entry of page.items) bases.set(keyOf(entry), entry.base);
      cursor = page.cursor;
    } while (cursor !== null);
  }
  return bases;
}

function registryOf(source: ManifestSource): Registry {
  const manifestOf = async ({ repository }: RepositoryId, digest: Digest): Promise<ManifestAnswer> => {
    const manifest = await source.manifest(repository, digest);
    return manifest ? { outcome: 'found', ...manifest } : { outcome: 'missing' };
  };
  return {
    async getManifests(repository, digests) {
      const answers = digests.map(async (digest) => [digest, await manifestOf(repository, digest)] as const);
      return new Map(await Promise.all(answers));
    },
    async getConfig({ repository }, config) {
      const blob = await source.blob(repository, config);
      return blob === null ? { outcome: 'missing' } : { outcome: 'found', text: blob.toString() };
    },
    describe: async () => new Map(),
  };
}

/** By comparing lists of digests; nothing of `src` is used here. */
function layersOfLongestBase(records: readonly ImageRecord[]): number[] {
  const stored = records.map(({ layers }) =>
    layers.filter(({ mediaType }) => !mediaType.includes('foreign')).map(({ digest }) => digest),
  );
  const repositories = new Map<string, Set<string>>();
  records.forEach(({ repository }, index) => {
    const text = stored[index]?.join() ?? '';
    repositories.set(text, (repositories.get(text) ?? new Set()).add(repository));
  });
  return records.map(({ repository }, index) => {
    const layers = stored[index] ?? [];
    for (let count = layers.length - 1; count > 0; count--) {
      const holders = repositories.get(layers.slice(0, count).join());
      if (holders && [...holders].some((holder) => holder !== repository)) return count;
    }
    return 0;
  });
}

function sharesOf(evidence: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...Map.groupBy(evidence, (one) => one)]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([name, some]) => [name, `${((100 * some.length) / evidence.length).toFixed(1)} %`]),
  );
}

function keyOf({ repository, digest }: { readonly repository: string; readonly digest: string }): string {
  return `${repository}@${digest}`;
}
