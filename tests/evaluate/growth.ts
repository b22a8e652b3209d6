import { alertId, subjectOf } from '../../src/domain/alert-subject.ts';
import { type ImageGrewFinding, isSameStep } from '../../src/domain/findings/image-grew.ts';
import type { Thresholds } from '../../src/domain/thresholds.ts';
import type { RecordedVersion } from './recording.ts';
import type { Sighting } from './run.ts';
import type { ToldAlert } from './service.ts';
import type { Claim } from './verdicts.ts';

/** An alert that says that an image grew. */
export interface GrowthClaim extends Claim<RecordedVersion> {
  readonly finding: ImageGrewFinding;
  readonly told: ToldAlert;
}

/** What people were told about growth: `steps` of one push, and `drifts` of many. */
export interface GrowthClaims {
  readonly steps: readonly GrowthClaim[];
  readonly drifts: readonly GrowthClaim[];
}

export function growthClaims(
  told: readonly ToldAlert[],
  versions: ReadonlyMap<string, RecordedVersion>,
): GrowthClaims {
  const claims = told.flatMap((one): GrowthClaim[] => {
    const { finding, state } = one.alert;
    if (finding.kind !== 'image-grew' || state === 'resolved') return [];
    const version = versions.get(nameOf(finding));
    return version ? [{ version, finding, told: one }] : [];
  });
  return {
    steps: claims.filter(({ finding }) => finding.sinceDays === null),
    drifts: claims.filter(({ finding }) => finding.sinceDays !== null),
  };
}

/**
 * The images at which growth was found of which people had been told already: in an alert about the same series or base
 * that was not over, about the base's own repository, or about the same step in another series of the repository.
 */
export function foldedVersions(
  sightings: readonly Sighting[],
  claims: readonly GrowthClaim[],
  told: readonly ToldAlert[],
  versions: ReadonlyMap<string, RecordedVersion>,
  thresholds: Thresholds,
): ReadonlySet<RecordedVersion> {
  const folded = new Set<RecordedVersion>();
  for (const { repository, digest, at, finding } of sightings) {
    const version = versions.get(nameOf({ repository, digest }));
    if (!version || finding.kind !== 'image-grew') continue;
    const id = alertId(finding.kind, subjectOf(finding));
    const own = told.filter((one) => one.alert.id === id && one.at <= at).at(-1);
    const isOpen = own !== undefined && own.alert.state !== 'resolved';
    const isTold = claims.some(({ finding: known, told: one }) => {
      if (one.at > at) return false;
      if (known.repository === finding.base?.repository?.repository) return true;
      return (
        known.repository === repository &&
        isSameStep({ ...known, at: one.at }, { ...finding, at }, thresholds)
      );
    });
    if (isOpen || isTold) folded.add(version);
  }
  return folded;
}

/** The responsible instruction is named, and could be: history tells what made the layers of both images. */
export function isNamed({ finding }: GrowthClaim): boolean {
  return finding.instructions[0] !== undefined && finding.instructions[0].instruction !== null;
}

export function isNameable(
  { version, finding }: GrowthClaim,
  versions: ReadonlyMap<string, RecordedVersion>,
): boolean {
  const before = versions.get(nameOf({ repository: finding.repository, digest: finding.predecessor.digest }));
  return [version, before].every((one) => one?.image.layers.every(({ instruction }) => instruction !== null));
}

/** Of an image in its repository. */
export function nameOf({
  repository,
  digest,
}: {
  readonly repository: string;
  readonly digest: string;
}): string {
  return `${repository}@${digest}`;
}
