import type { Digest } from '../../src/domain/digest.ts';
import { type Image, sizeOf } from '../../src/domain/image.ts';
import { readImage } from '../../src/domain/read-image.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { firstTagging, mergeTaggings, type Tagging } from '../../src/domain/tagging.ts';
import { versionLine, versionTag } from '../../src/domain/version-order.ts';
import type { ManifestSource } from '../../src/local/manifest-source.ts';
import type { RecordedPush } from '../../src/local/recorded-pushes.ts';

/** What the evaluation asks of an image; times are RFC 3339. */
export interface Version {
  readonly repository: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly pushedAt: string;
  /** Those that it came with. */
  readonly tags: readonly string[];
  readonly series: string;
  /** `version-order.ts` makes it. */
  readonly line: string;
  /** It was there when the recording began: a first scan, of which nobody is told. */
  readonly isInventory: boolean;
  /** How often a tag was moved to it. */
  readonly pushCount: number;
}

/** An image that the recording has, as the service reads it. */
export interface RecordedVersion extends Version {
  readonly image: Image & { readonly series: string };
}

/** A recording, in order of time. */
export interface Recording {
  /** Distinct images of the series, as they came. */
  readonly versions: readonly RecordedVersion[];
  /** The images that each tag of a repository pointed to, one after the other. */
  readonly tagStreams: readonly (readonly RecordedVersion[])[];
  readonly pushCount: number;
}

const REGISTRY = { accountId: '123456789012', region: 'eu-west-1' } as const;

/** Reads the records of a recording as the service does. The images that it does not have are left out. */
export async function readRecording(
  records: AsyncIterable<RecordedPush>,
  source: ManifestSource,
): Promise<Recording> {
  const taggings = new Map<string, Tagging>();
  const moves: { readonly key: string; readonly stream: string }[] = [];
  for await (const { repository, at, ...record } of records) {
    if (record.action !== 'push') continue;
    const key = `${repository}@${record.digest}`;
    const tagging = firstTagging({ tag: record.tag ?? null, at });
    const before = taggings.get(key);
    if (!before) taggings.set(key, tagging);
    // Tags that come later do not change what it replaced.
    else if (before.pushedAt === at) taggings.set(key, mergeTaggings(before, tagging));
    moves.push({ key, stream: `${repository}:${record.tag}` });
  }
  const [first] = [...taggings.values()];
  const versions = new Map<string, RecordedVersion>();
  const byKey = Map.groupBy(moves, ({ key }) => key);
  for (const [key, tagging] of taggings) {
    const [repository = '', digest = ''] = key.split('@');
    const image = await imageOf(source, { repository, digest: digest as Digest }, tagging);
    const isInventory = tagging.pushedAt === first?.pushedAt;
    if (image) versions.set(key, { ...image, isInventory, pushCount: byKey.get(key)?.length ?? 0 });
  }
  const streams = Map.groupBy(moves, ({ stream }) => stream);
  return {
    versions: [...versions.values()],
    tagStreams: [...streams.values()].map((some) =>
      withoutRepeats(some.flatMap(({ key }) => versions.get(key) ?? [])),
    ),
    pushCount: moves.length,
  };
}

async function imageOf(
  source: ManifestSource,
  { repository, digest }: { readonly repository: string; readonly digest: Digest },
  tagging: Tagging,
): Promise<Omit<RecordedVersion, 'isInventory' | 'pushCount'> | null> {
  const { series, seriesFrom, tags, pushedAt } = tagging;
  const placing = seriesFrom?.split(' ')[1];
  const manifest = await source.manifest(repository, digest);
  if (!manifest || series === null || placing === undefined) return null;
  const ref = { ...REGISTRY, repository };
  const { content } = await readImage(registryOf(source), ref, manifest.text, manifest.mediaType);
  const sizeBytes = sizeOf(content.layers);
  return {
    ...{ repository, digest, sizeBytes, pushedAt, tags, series },
    line: versionLine(versionTag(placing, tags)),
    image: { ...ref, digest, ...content, ...tagging, series, sizeBytes },
  };
}

/** Nothing but configs is asked of it. */
function registryOf(source: ManifestSource): Registry {
  return {
    getManifests: async () => new Map(),
    getConfig: async ({ repository }, digest) => {
      const text = await source.blob(repository, digest);
      return typeof text === 'string' ? { outcome: 'found', text } : { outcome: 'missing' };
    },
    describe: async () => new Map(),
  };
}

function withoutRepeats<T>(items: readonly T[]): T[] {
  return items.filter((item, position) => item !== items[position - 1]);
}
