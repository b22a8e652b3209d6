import type { Thresholds } from '../thresholds.ts';
import { type Effort, FULL_EFFORT } from './partition.ts';
import { duplicateBytesOf, layersOfGroups, type PlacedLayer, placeLayers } from './placed-layers.ts';
import {
  type CommonLayer,
  compareNames,
  type HoldingRepository,
  type RepositoryGroup,
  savingOf,
} from './repository-group.ts';
import { setBasesApart } from './set-bases-apart.ts';

/**
 * What a repository that joins a group has to bring, as a part of `minGroupSavingBytes`. A person has to do something for
 * each: find who looks after it, change its build, push again. With less, groups fill up with repositories for which
 * nobody would lift a finger; with more, ten repositories that together save what is worth telling of would not be found.
 */
const PRICE_PART = 1 / 10;

/** The groups of a registry, and how much of its duplicates they explain. */
export interface RegistryGroups {
  /** What saves most first. Each repository is in one group at most, and in that of the base besides. */
  readonly groups: readonly RepositoryGroup[];
  /** Of the whole registry. */
  readonly duplicateBytes: number;
  /** What the groups save together, each copy counted once: a part of the duplicate bytes. */
  readonly coveredBytes: number;
  /** Not so where repositories have so much in common, so evenly, that the work was given up: groups may be too small. */
  readonly isComplete: boolean;
}

/**
 * The groups that save at least `minGroupSavingBytes`; one of them may be that of all bases together. `repositories` are
 * all of the registry that hold anything, each once; holders of layers that are not among them do not count.
 */
export function groupsOf(
  repositories: readonly HoldingRepository[],
  layers: readonly CommonLayer[],
  { minGroupSavingBytes }: Pick<Thresholds, 'minGroupSavingBytes'>,
  effort: Effort = FULL_EFFORT,
): RegistryGroups {
  const sorted = [...repositories].sort((a, b) => compareNames(a.repository, b.repository));
  const held = placeLayers(sorted, layers);
  const price = minGroupSavingBytes * PRICE_PART;
  const { bases, others, groups, isComplete } = setBasesApart(sorted.length, held, price, effort);
  const holders = [...new Set(bases.flatMap((base) => base.holders))].sort((a, b) => a - b);
  const shares = layersOfGroups(others, groups);
  const found = [
    describeGroup(sorted, holders, bases, true),
    ...groups.map((places, number) => describeGroup(sorted, places, shares[number] ?? [], false)),
  ]
    .filter(({ savedBytes }) => savedBytes > 0 && savedBytes >= minGroupSavingBytes)
    .sort((a, b) => b.savedBytes - a.savedBytes);
  return {
    groups: found,
    duplicateBytes: duplicateBytesOf(held),
    coveredBytes: found.reduce((sum, { savedBytes }) => sum + savedBytes, 0),
    isComplete,
  };
}

function describeGroup(
  repositories: readonly HoldingRepository[],
  places: readonly number[],
  held: readonly PlacedLayer[],
  isBase: boolean,
): RepositoryGroup {
  const at = (numbers: readonly number[]) => numbers.map((place) => repositories[place] as HoldingRepository);
  const layers = held.map(({ layer, holders }) => {
    const names = at(holders).map(({ repository }) => repository);
    return { ...layer, repositories: names.sort(compareNames) };
  });
  return {
    isBase,
    repositories: at(places),
    // Of two that save as much, the one whose digest comes first.
    layers: layers.sort((a, b) => savingOf(b) - savingOf(a) || compareNames(a.digest, b.digest)),
    savedBytes: duplicateBytesOf(held),
  };
}
