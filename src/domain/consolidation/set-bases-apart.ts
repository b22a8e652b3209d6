import type { Effort, Partition } from './partition.ts';
import { partition } from './partition.ts';
import { layersOfGroups, type PlacedLayer } from './placed-layers.ts';

/**
 * A group is too large that has more than this part of the registry's repositories, or more than this many: nobody makes
 * one repository of half a registry, or of a hundred. What holds it together is a base, to be shared as such.
 */
const MOST_OF_IT = 1 / 2;
const VERY_MANY = 100;

/** A base is in at least this many: in a registry of three, two that belong together are most of it. */
const BASE_HOLDERS = 5;

export interface SetApart extends Partition {
  /** The layers of bases, which hold no group together. */
  readonly bases: readonly PlacedLayer[];
  readonly others: readonly PlacedLayer[];
}

/**
 * Partitions `size` repositories by what they have in common besides bases. A layer that by itself would make a group that is too
 * large is a base. If a group gets too large all the same, since many builds of one base are about and each repository
 * has held several of them, then so are its widest layers, those that at least half as many of its members hold as
 * hold the widest one; and so on until it has fallen apart or what chains it together is in fewer than five.
 */
export function setBasesApart(
  size: number,
  layers: readonly PlacedLayer[],
  price: number,
  effort: Effort,
): SetApart {
  const isTooMany = (count: number) =>
    count >= BASE_HOLDERS && count > Math.min(size * MOST_OF_IT, VERY_MANY);
  const bases = new Set(layers.filter(({ holders }) => isTooMany(holders.length)));
  for (;;) {
    const others = layers.filter((layer) => !bases.has(layer));
    const edges = others.map(({ layer, holders }) => ({ weight: layer.sizeBytes, nodes: holders }));
    const { groups, isComplete } = partition(size, edges, price, effort);
    const tooLarge = groups.filter(({ length }) => isTooMany(length));
    const wide = new Set(layersOfGroups(others, tooLarge).flatMap(widestOf));
    if (wide.size === 0) return { bases: [...bases], others, groups, isComplete };
    for (const placed of others) if (wide.has(placed.layer.digest)) bases.add(placed);
  }
}

/** Digests. */
function widestOf(layers: readonly PlacedLayer[]): string[] {
  const widest = layers.reduce((most, { holders }) => Math.max(most, holders.length), 0);
  const least = Math.max(BASE_HOLDERS, widest / 2);
  return layers.filter(({ holders }) => holders.length >= least).map(({ layer }) => layer.digest);
}
