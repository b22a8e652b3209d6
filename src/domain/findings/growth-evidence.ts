import { type Base, baseName, withoutTag } from '../base.ts';
import type { Comparison, InstructionChange } from '../comparison.ts';
import type { Digest } from '../digest.ts';
import { formatRepository, type RepositoryId } from '../registry.ts';

/** A base that grew. */
export interface GrownBase {
  /** The same for all its builds, or else of this one only. */
  readonly id: string;
  readonly name: string;
  /** Where the organisation has it, or had it. */
  readonly repository: RepositoryId | null;
  readonly digest: Digest | null;
  readonly sizeBytes: number;
}

/** The base as what grew; null where it is not known where it ends. */
export function grownBase(base: Base): GrownBase | null {
  const { name, repository, digest, chainId, sizeBytes, evidence } = base;
  if (sizeBytes === null || chainId === null) return null;
  const ofAllBuilds = repository ? formatRepository(repository) : evidence === 'declared' && withoutTag(name);
  return { id: ofAllBuilds || chainId, name: baseName(base) ?? chainId, repository, digest, sizeBytes };
}

/**
 * The instructions whose layers weigh more than before; largest growth first. Empty where layers of unknown instructions
 * gave way to known ones: what those weighed before could only be guessed.
 */
export function growthByInstruction({ steps, instructions }: Comparison): InstructionChange[] {
  const isUnknown = ({ instruction }: { readonly instruction: string | null }) => instruction === null;
  const [removed, added] = [
    steps.filter(({ kind }) => kind === 'removed'),
    steps.filter(({ kind }) => kind === 'added'),
  ];
  if (removed.some(isUnknown) && !added.some(isUnknown)) return [];
  return instructions
    .filter(({ bytesBefore, bytesAfter }) => bytesAfter > bytesBefore)
    .sort((a, b) => b.bytesAfter - b.bytesBefore - (a.bytesAfter - a.bytesBefore))
    .slice(0, 5);
}
