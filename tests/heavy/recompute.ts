import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What one repository adds up to. */
interface RecomputedRepository {
  readonly repository: string;
  readonly images: number;
  readonly logicalBytes: number;
  readonly storedBytes: number;
  readonly exclusiveBytes: number;
}

/** What recorded pushes add up to, by the formulas and not by the product: nothing of `src` is used here. */
export interface Recomputed {
  readonly repositories: number;
  readonly images: number;
  readonly layers: number;
  readonly logicalBytes: number;
  readonly storedBytes: number;
  readonly uniqueBytes: number;
  readonly duplicateBytes: number;
  /** Layers in two or more repositories, most duplicate bytes first. */
  readonly duplicates: readonly {
    readonly digest: string;
    readonly sizeBytes: number;
    readonly repositoryCount: number;
    readonly duplicateBytes: number;
    /** By name. */
    readonly repositories: readonly string[];
  }[];
  /** By name. */
  readonly perRepository: readonly RecomputedRepository[];
  /** `repository@digest` of every live image, sorted. */
  readonly live: readonly string[];
}

interface ImageRecord {
  readonly repository: string;
  readonly digest: string;
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly mediaType: string }[];
}

interface PushRecord {
  readonly action: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

interface RecomputeOptions {
  /** Whether an image is deleted when its last tag has moved or was taken away. */
  readonly expireUntagged?: boolean;
}

/**
 * What the first `limit` records leave. Live is what they push at least once or, with expiry, what a tag points to in
 * the end; and what the recording of images knows.
 */
export function recompute(
  imagesFile: string,
  pushesFile: string,
  limit: number,
  { expireUntagged = false }: RecomputeOptions = {},
): Recomputed {
  const records = recordsOf<PushRecord>(pushesFile).slice(0, limit);
  const left = expireUntagged ? taggedBy(records) : pushedBy(records);
  const live = recordsOf<ImageRecord>(imagesFile).filter((image) => left.has(nameOf(image)));

  const sizes = new Map<string, number>();
  const repositories = new Map<string, { images: number; logicalBytes: number; held: Set<string> }>();
  for (const { repository, layers } of live) {
    const entry = repositories.get(repository) ?? { images: 0, logicalBytes: 0, held: new Set() };
    repositories.set(repository, entry);
    entry.images += 1;
    // A digest that stands twice in a manifest counts once; foreign layers are not stored in ECR.
    const stored = layers.filter(({ mediaType }) => !/foreign|nondistributable/.test(mediaType));
    for (const [digest, size] of new Map(stored.map((layer) => [layer.digest, layer.size]))) {
      entry.logicalBytes += size;
      entry.held.add(digest);
      sizes.set(digest, size);
    }
  }

  const holders = new Map<string, string[]>();
  for (const [repository, { held }] of byName(repositories))
    for (const digest of held) holders.set(digest, [...(holders.get(digest) ?? []), repository]);
  const sizeOf = (digest: string) => sizes.get(digest) ?? 0;
  const holdersOf = (digest: string) => holders.get(digest) ?? [];

  const perRepository = byName(repositories).map(([repository, { images, logicalBytes, held }]) => ({
    repository,
    images,
    logicalBytes,
    storedBytes: sum([...held].map(sizeOf)),
    exclusiveBytes: sum([...held].filter((digest) => holdersOf(digest).length === 1).map(sizeOf)),
  }));
  const duplicates = [...holders.keys()]
    .filter((digest) => holdersOf(digest).length > 1)
    .map((digest) => ({
      digest,
      sizeBytes: sizeOf(digest),
      repositoryCount: holdersOf(digest).length,
      duplicateBytes: sizeOf(digest) * (holdersOf(digest).length - 1),
      repositories: holdersOf(digest),
    }))
    .sort((a, b) => b.duplicateBytes - a.duplicateBytes);
  return {
    repositories: repositories.size,
    images: live.length,
    layers: sizes.size,
    logicalBytes: sum(perRepository.map(({ logicalBytes }) => logicalBytes)),
    storedBytes: sum(perRepository.map(({ storedBytes }) => storedBytes)),
    uniqueBytes: sum([...sizes.values()]),
    duplicateBytes: sum(duplicates.map(({ duplicateBytes }) => duplicateBytes)),
    duplicates,
    perRepository,
    live: live.map(nameOf).sort(),
  };
}

function pushedBy(records: readonly PushRecord[]): ReadonlySet<string> {
  return new Set(records.filter(({ action }) => action === 'push').map(nameOf));
}

/** Every image of the recording is tagged when it is pushed: those without a tag at the end have lost their last one. */
function taggedBy(records: readonly PushRecord[]): ReadonlySet<string> {
  const tags = new Map<string, string>();
  for (const record of records) {
    const tag = `${record.repository}:${record.tag}`;
    if (record.action === 'push') tags.set(tag, nameOf(record));
    else tags.delete(tag);
  }
  return new Set(tags.values());
}

function nameOf({ repository, digest }: { readonly repository: string; readonly digest?: string }): string {
  return `${repository}@${digest}`;
}

function byName<T>(repositories: ReadonlyMap<string, T>): [string, T][] {
  return [...repositories].sort(([a], [b]) => (a < b ? -1 : 1));
}

function recordsOf<T>(file: string): T[] {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
