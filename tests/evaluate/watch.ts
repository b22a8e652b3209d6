import { findImageGrew, type ImageGrewFinding, isSameStep } from '../../src/domain/findings/image-grew.ts';
import { predecessorsOf } from '../../src/domain/predecessors.ts';
import type { Thresholds } from '../../src/domain/thresholds.ts';
import type { RecordedVersion } from './recording.ts';

/** What an image is compared with: what was pushed to its series before it, or what it replaces by its version. */
export type Order = 'time' | 'version';

/** A finding in the order in which it came. */
export interface Found<T = RecordedVersion> {
  readonly version: T;
  /** The images that it replaces, the next one first. */
  readonly earlier: readonly T[];
  readonly finding: ImageGrewFinding;
  /** Somebody is told; otherwise it is the step of another line of versions, of which somebody was told. */
  readonly isTold: boolean;
}

/** So many images below are read from the store. */
const READ_MAX = 10;

/** What the service finds in images that come one after the other, by its own rules. */
export function watch(versions: readonly RecordedVersion[], order: Order, thresholds: Thresholds): Found[] {
  const shelves = new Map<string, { readonly key: string; readonly version: RecordedVersion }[]>();
  const told = new Map<string, { readonly finding: ImageGrewFinding; readonly at: string }>();
  return versions.flatMap((version) => {
    const { repository, series, pushedAt, line, digest } = version;
    const name = `${repository} ${series}`;
    const shelf = shelves.get(name) ?? [];
    shelves.set(name, shelf);
    const key = [...(order === 'version' ? [line] : []), pushedAt, digest].join('|');
    const place = shelf.findLastIndex((other) => other.key < key) + 1;
    const below = shelf
      .slice(Math.max(0, place - READ_MAX), place)
      .reverse()
      .map((other) => other.version);
    shelf.splice(place, 0, { key, version });
    const earlier = order === 'version' ? predecessorsOf(version, below) : below;
    const finding = findImageGrew(version.image, earlier.map(asEarlier), null, thresholds);
    if (version.isInventory || !finding) return [];
    const before = told.get(name);
    const isTold =
      !before || !isSameStep({ ...before.finding, at: before.at }, { ...finding, at: pushedAt }, thresholds);
    if (isTold) told.set(name, { finding, at: pushedAt });
    return [{ version, earlier, finding, isTold }];
  });
}

function asEarlier({ digest, sizeBytes, image }: RecordedVersion) {
  return { digest, sizeBytes, isLambda: image.lambda !== null };
}
