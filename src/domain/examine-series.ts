import type { Alert } from './alert.ts';
import { type Base, UNKNOWN_BASE } from './base.ts';
import { compareWithPast } from './compare-with-series.ts';
import { type ExamineBasesDependencies, findInBases } from './examine-bases.ts';
import type { SeriesEntry } from './examine-ports.ts';
import { findInImage, IMAGE_KINDS, type ImageOfSeries } from './find-in-image.ts';
import type { FindingKind, SeriesFinding } from './findings/finding.ts';
import { findLayerOrder } from './findings/layer-order.ts';
import type { EarlierImage } from './findings/image-grew.ts';
import type { Image } from './image.ts';
import { placeLayers } from './placed-layers.ts';
import type { RaiseAlertDependencies } from './raise-alert.ts';
import type { RepositoryId } from './registry.ts';
import type { RepositoryRules } from './repository-settings.ts';
import { tellOfSeries } from './tell-of-series.ts';

export interface ExamineSeriesDependencies extends RaiseAlertDependencies, ExamineBasesDependencies {}

/** What is looked for in a series as a whole. */
const SERIES_KINDS = [
  ...IMAGE_KINDS,
  'base-outdated',
  'layer-order',
] as const satisfies readonly FindingKind[];

/** Looks through the live images of a series, by the thresholds of their repository, and tells what is to be told. */
export async function examineSeries(
  deps: ExamineSeriesDependencies,
  { accountId, region, repository }: RepositoryId,
  entries: readonly SeriesEntry[],
  { rules, moved }: { readonly rules: RepositoryRules; readonly moved: readonly Alert[] },
): Promise<readonly SeriesFinding[]> {
  const newestFirst = [...entries].sort((a, b) => (a.pushedAt < b.pushedAt ? 1 : -1));
  const refs = newestFirst
    .slice(0, deps.thresholds.layerOrderPushes + 1)
    .map(({ digest }) => ({ accountId, region, repository, digest }));
  const images = await deps.archive.readAll(refs);
  const [newest] = images;
  if (!newest || newest.series === null) return [];
  const image: ImageOfSeries = { ...newest, series: newest.series };
  const earlier = await deps.history.earlierOf(image);
  const { base, found } = await findInSeries(deps, image, images, earlier);
  // Steps are told by pushes, also by those that nobody told of: a reconciliation makes up for them.
  const ofImage = (await findInImage(deps, image, earlier, rules)).filter(
    ({ kind }) => kind !== 'image-grew',
  );
  const drift = await compareWithPast(deps, image, earlier, deps.now());
  const ofSeries = rules.isPullThrough ? [] : found;
  const findings = [...ofImage, ...(drift ? [drift] : []), ...ofSeries];
  const { digest, tags, series, platform, pushedAt, sizeBytes } = image;
  const examined = {
    ...{ accountId, region, repository, digest, tags, series, platform, pushedAt, sizeBytes },
    ...{
      isLambda: image.lambda !== null,
      base: base.name,
      isTagged: tags.length > 0,
      earlier,
      moved,
      isPush: false,
      findings,
      kinds: SERIES_KINDS,
    },
  };
  await tellOfSeries(deps, examined, deps.now().toISOString());
  return findings;
}

/** What is seen only by looking at several images, and at what has come to the registry since. */
async function findInSeries(
  deps: ExamineSeriesDependencies,
  image: ImageOfSeries,
  pushes: readonly Image[],
  earlier: readonly EarlierImage[],
): Promise<{ readonly base: Base; readonly found: readonly SeriesFinding[] }> {
  const { history, archive, thresholds } = deps;
  const before = await archive.readAll(earlier.map(({ digest }) => ({ ...image, digest })));
  const images = [...new Map([image, ...pushes, ...before].map((one) => [one.digest, one])).values()];
  const bases = await history.basesOf(images);
  const baseOf = new Map(images.map(({ digest }, position) => [digest, bases[position] ?? UNKNOWN_BASE]));
  const based = (one: Image) => ({
    ...one,
    series: image.series,
    base: baseOf.get(one.digest) ?? UNKNOWN_BASE,
  });
  const placed = (one: Image) => ({ ...one, layers: placeLayers(one, based(one).base) });
  const order = findLayerOrder(image, pushes.map(placed), deps.now().toISOString(), thresholds);
  const ofBases = await findInBases(deps, based(image), before.map(based));
  return { base: based(image).base, found: order ? [...ofBases, order] : ofBases };
}
