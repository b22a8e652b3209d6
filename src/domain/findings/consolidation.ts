import type { IdentifiedGroup } from '../consolidation/match-groups.ts';
import { savingOf } from '../consolidation/repository-group.ts';
import { ownersOf } from '../consolidation/step-advice.ts';
import { monthlyCostUsd } from '../cost.ts';
import type { Digest } from '../digest.ts';
import { formatBytes } from '../format-bytes.ts';
import type { RegistryId } from '../registry.ts';
import { type RemedyStep, remedyLadder } from '../remedy-ladder.ts';
import type { Thresholds } from '../thresholds.ts';
import { boundOf } from './duplicate-layer.ts';
import type { Severity, Strategy } from './severity.ts';

/** Repositories of one registry that would save much together. */
export interface ConsolidationFinding {
  readonly kind: 'consolidation';
  readonly strategy: Strategy;
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  /** Stays the same while members come and go. */
  readonly groupId: string;
  /** They stand on the bases that so many repositories of the registry hold: share these, do not merge repositories. */
  readonly isBase: boolean;
  /** The first ten by name. */
  readonly repositories: readonly string[];
  readonly repositoryCount: number;
  /** Of all of them, by name; at most fifty. */
  readonly owners: readonly string[];
  /** What saves most first; at most five. */
  readonly sharedLayers: readonly GroupLayer[];
  /** Bytes of the copies beyond the first: an upper bound where layers may be mounted. */
  readonly savedBytes: number;
  /** The same. */
  readonly costBytes: number;
  readonly bound: 'exact' | 'upper';
  readonly monthlyCostUsd: number;
  /** Four steps, which together save all of it. */
  readonly ladder: readonly RemedyStep[];
  readonly remedy: readonly string[];
}

/** A layer that repositories of the group have in common. */
interface GroupLayer {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Those of the group. */
  readonly repositoryCount: number;
  readonly instruction: string | null;
}

const REPOSITORIES_NAMED = 10;
const OWNERS_NAMED = 50;
const LAYERS_NAMED = 5;

/**
 * Raised for a group that saves at least `minGroupSavingBytes`; `blobMounting` is whether the registry lets clients mount
 * layers, null where it is not known.
 */
export function findConsolidation(
  group: IdentifiedGroup,
  registry: RegistryId & { readonly blobMounting: boolean | null },
  thresholds: Thresholds,
): ConsolidationFinding | null {
  const { groupId, isBase, repositories, layers, savedBytes } = group;
  if (savedBytes < thresholds.minGroupSavingBytes || savedBytes === 0) return null;
  const ladder = remedyLadder(group, registry, thresholds);
  return {
    kind: 'consolidation',
    strategy: 'S4',
    severity: severityOf(savedBytes, thresholds),
    accountId: registry.accountId,
    region: registry.region,
    groupId,
    isBase,
    repositories: repositories.slice(0, REPOSITORIES_NAMED).map(({ repository }) => repository),
    repositoryCount: repositories.length,
    owners: ownersOf(repositories).slice(0, OWNERS_NAMED),
    sharedLayers: [...layers]
      .sort((a, b) => savingOf(b) - savingOf(a))
      .slice(0, LAYERS_NAMED)
      .map(({ digest, sizeBytes, instruction, repositories: holders }) => ({
        digest,
        sizeBytes,
        repositoryCount: holders.length,
        instruction,
      })),
    savedBytes,
    costBytes: savedBytes,
    bound: boundOf(registry.blobMounting),
    monthlyCostUsd: monthlyCostUsd(savedBytes, thresholds.storagePricePerGbMonth),
    ladder,
    remedy: remedyFrom(ladder, isBase),
  };
}

/**
 * The steps that are still to be taken and save something. A base is shared from a repository of its own in any case; and
 * where all is done that can be seen, that is what makes clients mount.
 */
function remedyFrom(ladder: readonly RemedyStep[], isBase: boolean): string[] {
  const open = ladder.filter(({ isDone, savedBytes }) => !isDone && savedBytes > 0);
  const sharesBase = isBase || open.length === 0;
  return ladder
    .filter((step) => open.includes(step) || (sharesBase && step.step === 'base-repository'))
    .map(({ advice, savedBytes, bound }) => {
      const atMost = bound === 'upper' ? 'at most ' : '';
      return savedBytes > 0 ? `${advice} It saves ${atMost}${formatBytes(savedBytes)}.` : advice;
    });
}

/** High from a hundred times the threshold on, medium from ten times. */
function severityOf(bytes: number, { minGroupSavingBytes }: Thresholds): Severity {
  if (bytes >= 100 * minGroupSavingBytes) return 'high';
  return bytes >= 10 * minGroupSavingBytes ? 'medium' : 'low';
}
