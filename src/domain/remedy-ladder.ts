import type { CommonLayer, HoldingRepository } from './consolidation/repository-group.ts';
import {
  adviseBaseRepository,
  adviseEncryption,
  adviseMerging,
  adviseMounting,
  encryptionsOf,
  type StepAdvice,
} from './consolidation/step-advice.ts';
import { monthlyCostUsd } from './cost.ts';
import type { Thresholds } from './thresholds.ts';

/** From the cheapest step to the one that costs isolation. */
export const REMEDY_STEPS = ['blob-mounting', 'encryption', 'base-repository', 'merge'] as const;

export type RemedyStepName = (typeof REMEDY_STEPS)[number];

/** One step of the ladder. */
export interface RemedyStep extends StepAdvice {
  readonly step: RemedyStepName;
  /** On top of what the steps before it save. */
  readonly savedBytes: number;
  readonly monthlyCostUsd: number;
  /** What mounting saves depends on clients, and on images being pushed again: it is no more than this. */
  readonly bound: 'exact' | 'upper';
}

/** Repositories of one registry, and what they have in common. */
export interface SharingRepositories {
  readonly repositories: readonly HoldingRepository[];
  /** Each held by two or more of them, and by nobody else. */
  readonly layers: readonly CommonLayer[];
}

/**
 * All four steps, in their order: together they save what the group saves. `blobMounting` is whether the registry lets
 * clients mount layers, null where that is not known.
 */
export function remedyLadder(
  group: SharingRepositories,
  { blobMounting }: { readonly blobMounting: boolean | null },
  { storagePricePerGbMonth }: Pick<Thresholds, 'storagePricePerGbMonth'>,
): readonly RemedyStep[] {
  const copies = copiesAfterSteps(group);
  const { repositories } = group;
  const advice = {
    'blob-mounting': adviseMounting(repositories, blobMounting),
    encryption: adviseEncryption(repositories),
    'base-repository': adviseBaseRepository(repositories),
    merge: adviseMerging(repositories),
  };
  return REMEDY_STEPS.map((step, number) => {
    const savedBytes = (copies[number] ?? 0) - (copies[number + 1] ?? 0);
    return {
      step,
      savedBytes,
      monthlyCostUsd: monthlyCostUsd(savedBytes, storagePricePerGbMonth),
      bound: step === 'merge' && blobMounting === false ? 'exact' : 'upper',
      ...advice[step],
    };
  });
}

/**
 * Bytes of all copies before the first step and after each one. Of a layer, first each repository has a copy. Then those of
 * equal encryption share one, those of unknown encryption with any of them; never those that a pull-through-cache rule
 * fills. Then all but these share one, once their encryption is equal. Then images are built on an internal base, not on
 * a cached one: what own repositories hold is not needed in a cache any more. What is left lies in caches alone: no image
 * here is built on it.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
 */
function copiesAfterSteps({ repositories, layers }: SharingRepositories): readonly number[] {
  const byName = new Map(repositories.map((each) => [each.repository, each]));
  const bytes = [0, 0, 0, 0, 0];
  for (const { sizeBytes, repositories: holders } of layers) {
    const own = holders.flatMap((name) => byName.get(name) ?? []).filter((each) => !each.isPullThrough);
    const caches = holders.length - own.length;
    const shared = Math.min(1, own.length);
    const mounted = Math.max(shared, encryptionsOf(own).size);
    const copies = [holders.length, mounted + caches, shared + caches, own.length > 0 ? 1 : caches, 1];
    for (const [step, count] of copies.entries()) bytes[step] = (bytes[step] ?? 0) + count * sizeBytes;
  }
  return bytes;
}
