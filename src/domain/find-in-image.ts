import { UNKNOWN_BASE } from './base.ts';
import { compareWithSeries } from './compare-with-series.ts';
import { findBaseChanged } from './findings/base-changed.ts';
import { findBuildLeftovers } from './findings/build-leftovers.ts';
import type { FindingKind, SeriesFinding } from './findings/finding.ts';
import type { EarlierImage } from './findings/image-grew.ts';
import { findNotForLambda } from './findings/not-for-lambda.ts';
import type { Image } from './image.ts';
import { placeLayers } from './placed-layers.ts';
import type { History } from './ports.ts';
import type { RepositoryRules } from './repository-settings.ts';
import type { Thresholds } from './thresholds.ts';

/** What is looked for in every image of a series when it is pushed. */
export const IMAGE_KINDS = [
  'image-grew',
  'base-changed',
  'build-leftovers',
  'not-for-lambda',
] as const satisfies readonly FindingKind[];

/** So many children of an index are looked at to see what it is for. */
const CHILDREN_MAX = 10;

export interface FindInImageDependencies {
  readonly history: History;
  /** Those of the image's repository. */
  readonly thresholds: Thresholds;
}

/** An image that is in a series. */
export type ImageOfSeries = Image & { readonly series: string };

/** What an image brings to light about its series. `earlier` are the images before it, the next one first. */
export async function findInImage(
  deps: FindInImageDependencies,
  image: ImageOfSeries,
  earlier: readonly EarlierImage[],
  rules: RepositoryRules,
): Promise<SeriesFinding[]> {
  const grew = await compareWithSeries(deps, image, earlier);
  // That a cached base grew is good to know; how it is built is for others to decide.
  if (rules.isPullThrough) return grew ? [grew] : [];
  const found = await Promise.all([
    grew,
    leftAws(deps, image, earlier),
    leftovers(deps, image),
    (await isForLambda(deps, image, rules)) ? findNotForLambda(image, deps.thresholds) : null,
  ]);
  return found.filter((finding) => finding !== null);
}

/** Every other change of the base is seen at night, when all that the registry has is known. */
async function leftAws(
  { history, thresholds }: FindInImageDependencies,
  image: ImageOfSeries,
  [predecessor]: readonly EarlierImage[],
): Promise<SeriesFinding | null> {
  if (image.kind !== 'image' || image.lambda || !predecessor?.isLambda) return null;
  const before = await history.read({ ...image, digest: predecessor.digest });
  if (!before) return null;
  const [from = UNKNOWN_BASE, to = UNKNOWN_BASE] = await history.basesOf([before, image]);
  const { series } = image;
  return findBaseChanged({ ...image, base: to }, { ...before, series, base: from }, thresholds);
}

/** What the image stands on is read only where there is something to tell: most images leave nothing. */
async function leftovers(
  { history, thresholds }: FindInImageDependencies,
  image: ImageOfSeries,
): Promise<SeriesFinding | null> {
  if (image.kind !== 'image') return null;
  const suspect = { ...image, layers: placeLayers(image, UNKNOWN_BASE) };
  // Whose instructions belong to which layers may be for the base to tell.
  const isPlain = image.looseInstructions.length === 0;
  if (isPlain && !findBuildLeftovers(suspect, thresholds)) return null;
  const [base = UNKNOWN_BASE] = await history.basesOf([image]);
  return findBuildLeftovers({ ...image, layers: placeLayers(image, base) }, thresholds);
}

/** What its people say, or else what its base says: an index is for Lambda where one of its images is. */
async function isForLambda(
  { history }: FindInImageDependencies,
  image: ImageOfSeries,
  { lambda }: RepositoryRules,
): Promise<boolean> {
  if (lambda !== null) return lambda;
  if (image.kind !== 'index') return image.lambda !== null;
  for (const digest of image.children.slice(0, CHILDREN_MAX)) {
    const child = await history.read({ ...image, digest });
    if (child?.lambda) return true;
  }
  return false;
}
