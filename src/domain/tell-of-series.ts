import { type Alert, SETTLED } from './alert.ts';
import { alertId, subjectOf } from './alert-subject.ts';
import { withoutTag } from './base.ts';
import type { Digest } from './digest.ts';
import type { FindingKind, SeriesFinding } from './findings/finding.ts';
import { hasGrown, isSameStep } from './findings/image-grew.ts';
import { noteAlert, type RaiseAlertDependencies, raiseAlert, resolveAlert } from './raise-alert.ts';
import type { RepositoryId } from './registry.ts';
import type { Thresholds } from './thresholds.ts';
import { imageName } from './wording/image-name.ts';

/** An image of a series, and what was found in it. */
export interface ExaminedImage extends RepositoryId {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly series: string;
  readonly platform: string | null;
  /** RFC 3339. */
  readonly pushedAt: string;
  readonly sizeBytes: number;
  /** It stands on a base of AWS's for Lambda. */
  readonly isLambda: boolean;
  /** The name of its base; null where that was not looked for, or is not known. */
  readonly base: string | null;
  /** A tag of its own names it, and not only that of an index. */
  readonly isTagged: boolean;
  /** Those before it in the series. */
  readonly earlier: readonly { readonly digest: Digest }[];
  /** It is being pushed, and was compared with those before it; and not looked at again since. */
  readonly isPush: boolean;
  /** What people were told of it in another series, which it was in before. */
  readonly moved: readonly Alert[];
  readonly findings: readonly SeriesFinding[];
  /** What was looked for. */
  readonly kinds: readonly FindingKind[];
}

/**
 * Raises what was found, and ends the alerts about what is no more. An image says nothing of alerts that were not seen in
 * it or in those just before it: it may be of another line of versions.
 */
export async function tellOfSeries(
  deps: RaiseAlertDependencies,
  image: ExaminedImage,
  at: string,
): Promise<void> {
  const { accountId, region, repository } = image;
  const open: Alert[] = [];
  for await (const alert of deps.alerts.open({ accountId, region, repository })) open.push(alert);
  const found = new Set<string>();
  for (const finding of image.findings) {
    const id = alertId(finding.kind, subjectOf(finding));
    const holds = (alert: Alert) =>
      alert.id === id ? isReverted(alert, finding) : isToldBy(alert, finding, at, deps);
    if (open.some((alert) => alert.state !== 'resolved' && holds(alert))) continue;
    // No image has come since: it is found again every night.
    if (open.some((alert) => alert.id === id && isSettled(alert, at, deps.thresholds))) continue;
    if (await isToldByItsBase(deps, finding)) continue;
    found.add(id);
    const isKnown = image.moved.some(
      ({ kind, seenIn }) => kind === finding.kind && seenIn === finding.digest,
    );
    await raiseAlert(isKnown ? { ...deps, isQuiet: true } : deps, finding, at);
  }
  for (const alert of open) {
    if (found.has(alert.id) || !isAbout(alert, image)) continue;
    const follows = isFollowedBy(alert, image);
    const end = follows ? endOf(alert, image, deps.thresholds) : null;
    if (end !== null) await resolveAlert(deps, alert.id, end, at);
    else if (isSettled(alert, at, deps.thresholds))
      await resolveAlert({ ...deps, isQuiet: true }, alert.id, SETTLED, at);
    else if (follows) await noteAlert(deps, alert.id, (known) => seenIn(known, image.digest));
  }
}

/** What the alert is about is still so in a later image of its series. */
function seenIn(alert: Alert, image: Digest): Alert | null {
  return alert.seenIn === image ? null : { ...alert, seenIn: image };
}

const DAY_MS = 86_400_000;

/** A series that goes back to the base it came from has changed its base once more, and nothing is left to be told. */
function isReverted({ finding: told }: Alert, finding: SeriesFinding): boolean {
  return (
    told.kind === 'base-changed' &&
    finding.kind === 'base-changed' &&
    isSameBase(told.from.name, finding.to.name)
  );
}

/** One step often comes to several series of a repository at about the same time. */
function isToldBy(
  { finding: told, updatedAt }: Alert,
  finding: SeriesFinding,
  at: string,
  { thresholds }: RaiseAlertDependencies,
): boolean {
  if (told.kind !== 'image-grew' || finding.kind !== 'image-grew') return false;
  return isSameStep({ ...told, at: updatedAt }, { ...finding, at }, thresholds);
}

/** The base is an image of the organisation itself, whose own push has told that it grew. */
async function isToldByItsBase({ alerts }: RaiseAlertDependencies, finding: SeriesFinding): Promise<boolean> {
  const repository = finding.kind === 'image-grew' && finding.base?.repository;
  if (!repository) return false;
  for await (const { kind, state } of alerts.open(repository))
    if (kind === 'image-grew' && state !== 'resolved') return true;
  return false;
}

/** What happened once, and was left so, is wanted; nobody is told that it ends. */
export function isSettled({ kind, updatedAt }: Alert, at: string, { driftDays }: Thresholds): boolean {
  const isStep = kind === 'image-grew' || kind === 'base-changed';
  return isStep && Date.parse(at) - Date.parse(updatedAt) >= driftDays * DAY_MS;
}

function isAbout({ kind, subject }: Alert, image: ExaminedImage): boolean {
  if (subject.type !== 'series' || !image.kinds.includes(kind) || subject.series !== image.series)
    return false;
  return subject.platform === image.platform || isAboutIndex(kind, subject.platform);
}

/** What is about an index has no platform; an image may take its place. */
function isAboutIndex(kind: FindingKind, platform: string | null): boolean {
  return kind === 'not-for-lambda' && platform === null;
}

/** The image comes after those that the alert was seen in. */
function isFollowedBy({ kind, subject, seenIn, updatedAt }: Alert, image: ExaminedImage): boolean {
  const isIndexes = 'platform' in subject && isAboutIndex(kind, subject.platform);
  if (isIndexes && image.platform !== null) return image.isTagged && image.pushedAt >= updatedAt;
  return [image, ...image.earlier].some(({ digest }) => digest === seenIn);
}

/** Why it is no more, in words; null where the image does not say so. */
function endOf({ finding }: Alert, image: ExaminedImage, thresholds: Thresholds): string | null {
  const name = imageName(image);
  switch (finding.kind) {
    case 'image-grew':
      // Another tag came, and told which images it replaces.
      if (image.isPush && finding.digest === image.digest && finding.sinceDays === null)
        return `${name} is as large as the images that it replaces: its tags tell which these are.`;
      if (hasGrown(image.sizeBytes, finding.baselineBytes, thresholds)) return null;
      return `${name} is about as small again as the images before the one that grew.`;
    case 'base-changed':
      if (finding.leftAws)
        return image.isLambda ? `${name} stands on AWS's base image for Lambda again.` : null;
      return isSameBase(image.base, finding.from.name) ? `${name} stands on ${image.base} again.` : null;
    case 'base-outdated':
      return `${name} does not stand on an outdated base.`;
    case 'layer-order':
      return `The order of the layers of ${name} is about as good as it can be.`;
    case 'build-leftovers':
      return `${name} has nothing of the kind.`;
    case 'not-for-lambda':
      return `Lambda can take ${name}.`;
    default:
      return null;
  }
}

/** Whatever build or version of it. */
function isSameBase(one: string | null, other: string): boolean {
  return one !== null && withoutTag(one) === withoutTag(other);
}
