import { type Base, UNKNOWN_BASE } from './base.ts';
import type { Archive } from './examine-ports.ts';
import { type BasedImage, findBaseChanged } from './findings/base-changed.ts';
import { findBaseOutdated } from './findings/base-outdated.ts';
import type { SeriesFinding } from './findings/finding.ts';
import type { History, Tags } from './ports.ts';
import { formatRepository } from './registry.ts';
import type { Thresholds } from './thresholds.ts';

export interface ExamineBasesDependencies {
  readonly history: History;
  readonly archive: Archive;
  readonly tags: Tags;
  readonly thresholds: Thresholds;
  readonly now: () => Date;
}

/** A base stands on a base … */
const DEPTH_MAX = 8;

/** What is to be said of the base of a series: whether it was left, and whether it is out of date. */
export async function findInBases(
  deps: ExamineBasesDependencies,
  image: BasedImage,
  before: readonly BasedImage[],
): Promise<SeriesFinding[]> {
  const found = [await changedBase(deps, image, before), await outdatedBase(deps, image)];
  return found.filter((finding) => finding !== null);
}

/** Against the newest of those before it that stands on another base; the change may be some pushes old. */
async function changedBase(
  deps: ExamineBasesDependencies,
  image: BasedImage,
  before: readonly BasedImage[],
): Promise<SeriesFinding | null> {
  for (const earlier of before) {
    const finding = findBaseChanged(image, earlier, deps.thresholds);
    if (finding) return (await standsOn(deps, earlier.base, image.base)) ? null : finding;
  }
  return null;
}

/**
 * Whether a base stands on another one itself: then it is more likely that only its newest build, which the image stands
 * on, is not known here.
 */
async function standsOn(
  { history, archive }: ExamineBasesDependencies,
  base: Base,
  on: Base,
): Promise<boolean> {
  if (!on.repository) return false;
  const wanted = formatRepository(on.repository);
  let lower = base;
  for (let depth = 0; depth < DEPTH_MAX && lower.repository && lower.digest !== null; depth++) {
    const images = await archive.readAll([{ ...lower.repository, digest: lower.digest }]);
    lower = (await history.basesOf(images))[0] ?? UNKNOWN_BASE;
    if (lower.repository && formatRepository(lower.repository) === wanted) return true;
  }
  return false;
}

async function outdatedBase(
  deps: ExamineBasesDependencies,
  image: BasedImage,
): Promise<SeriesFinding | null> {
  const { repository, digest, sizeBytes } = image.base;
  if (!repository || digest === null || (await isLeftBehind(deps, image))) return null;
  const builds = await deps.archive.buildsSince({ ...repository, digest });
  const base = { digest, sizeBytes: sizeBytes ?? 0 };
  return findBaseOutdated(image, base, builds, deps.now().toISOString(), deps.thresholds);
}

/** All its tags have moved on: what it stands on matters to nobody. */
async function isLeftBehind({ tags }: ExamineBasesDependencies, image: BasedImage): Promise<boolean> {
  if (image.tags.length === 0) return false;
  const pointers = [...(await tags.find(image, image.tags)).values()];
  return pointers.length > 0 && pointers.every(({ digest }) => digest !== image.digest);
}
