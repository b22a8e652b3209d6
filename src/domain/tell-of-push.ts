import { alertId, subjectOf } from './alert-subject.ts';
import { compareContents } from './compare-contents.ts';
import { compareWithRegistry } from './compare-with-registry.ts';
import { findInImage, IMAGE_KINDS, type ImageOfSeries } from './find-in-image.ts';
import type { DuplicateLayerFinding } from './findings/duplicate-layer.ts';
import type { Finding, SeriesFinding } from './findings/finding.ts';
import type { EarlierImage } from './findings/image-grew.ts';
import type { Image } from './image.ts';
import type { History, Recorded, Registries } from './ports.ts';
import { type RaiseAlertDependencies, raiseAlert } from './raise-alert.ts';
import { thresholdsFor } from './repository-settings.ts';
import { tellOfSeries } from './tell-of-series.ts';

export interface TellOfPushDependencies extends RaiseAlertDependencies {
  readonly history: History;
  readonly registries: Registries;
}

/** Compares an image that was just recorded with its registry and its series, and tells what is to be told. */
export async function tellOfPush(
  deps: TellOfPushDependencies,
  image: Image,
  { shared, newLayers, earlier }: Pick<Recorded, 'shared' | 'newLayers' | 'earlier'>,
): Promise<Finding[]> {
  const duplicates = await compareWithRegistry(deps, shared);
  await inheritAlerts(deps, image, earlier, duplicates);
  const ofRegistry: Finding[] = [...duplicates, ...(await compareContents(deps, image, newLayers))];
  for (const finding of ofRegistry) await raiseAlert(deps, finding, image.pushedAt);
  return [...ofRegistry, ...(await tellOfImage(deps, image, earlier))];
}

/** What an image says of its series, by the rules of its repository. */
export async function tellOfImage(
  deps: TellOfPushDependencies,
  image: Image,
  earlier: readonly EarlierImage[],
): Promise<SeriesFinding[]> {
  const { series, platform } = image;
  if (series === null || image.kind === 'artifact') return [];
  const rules = await deps.settings.of(image);
  const own = { ...deps, thresholds: thresholdsFor(deps.thresholds, rules) };
  const placed: ImageOfSeries = { ...image, series };
  const findings = await findInImage(own, placed, earlier, rules);
  const { accountId, region, repository, digest, tags, pushedAt, sizeBytes } = image;
  const examined = {
    ...{ accountId, region, repository, digest, tags, series, platform, pushedAt, sizeBytes },
    ...{
      isLambda: image.lambda !== null,
      base: null,
      isTagged: tags.length > 0,
      earlier,
      moved: [],
      isPush: true,
      findings,
      kinds: IMAGE_KINDS,
    },
  };
  await tellOfSeries(own, examined, image.pushedAt);
  return findings;
}

/**
 * A step that is built again makes another layer, and the repositories that share it follow one by one: that is no news.
 * What would be told of the new layer is told in the alert about the one whose place it took.
 */
async function inheritAlerts(
  { alerts, history }: TellOfPushDependencies,
  image: Image,
  [predecessor]: readonly EarlierImage[],
  findings: readonly DuplicateLayerFinding[],
): Promise<void> {
  if (!predecessor || findings.length === 0) return;
  const before = await history.read({ ...image, digest: predecessor.digest });
  if (!before) return;
  const kept = new Set(image.layers.map(({ digest }) => digest));
  const replaced = [...before.layers.entries()].filter(([, { digest }]) => !kept.has(digest));
  for (const finding of findings) {
    const id = alertId(finding.kind, subjectOf(finding));
    if (await alerts.find(id)) continue;
    const place = image.layers.findIndex(({ digest }) => digest === finding.digest);
    for (const [formerPlace, former] of replaced) {
      const { digest, instruction } = former;
      if (instruction !== finding.instruction) continue;
      // Of steps that are not known place and size tell: AWS's bases are without history.
      if (instruction === null && !(formerPlace === place && isAlike(former, finding))) continue;
      const known = await alerts.find(alertId(finding.kind, subjectOf({ ...finding, digest })));
      if (known) await alerts.carry(id, known.alert.id);
    }
  }
}

/** A build of the same is about as large. */
function isAlike(a: { readonly sizeBytes: number }, b: { readonly sizeBytes: number }): boolean {
  return Math.abs(a.sizeBytes - b.sizeBytes) <= Math.max(a.sizeBytes, b.sizeBytes) / 4;
}
