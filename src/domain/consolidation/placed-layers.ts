import { type CommonLayer, compareNames, type HoldingRepository } from './repository-group.ts';

/** A layer with its holders as places in a list of repositories: two or more, each once, in any order. */
export interface PlacedLayer {
  readonly layer: CommonLayer;
  readonly holders: readonly number[];
}

/**
 * The layers that two or more of the repositories hold, by digest: where work is given up later, it is so at the same
 * point whatever order they came in. Holders that are not among the repositories do not count.
 */
export function placeLayers(
  repositories: readonly HoldingRepository[],
  layers: readonly CommonLayer[],
): PlacedLayer[] {
  const places = new Map(repositories.map(({ repository }, place) => [repository, place]));
  const lastLayer = new Int32Array(repositories.length).fill(-1);
  const placed: PlacedLayer[] = [];
  for (const [number, layer] of layers.entries()) {
    const holders: number[] = [];
    for (const name of layer.repositories) {
      const place = places.get(name);
      if (place === undefined || lastLayer[place] === number) continue;
      lastLayer[place] = number;
      holders.push(place);
    }
    if (layer.sizeBytes > 0 && holders.length > 1) placed.push({ layer, holders });
  }
  return placed.sort((a, b) => compareNames(a.layer.digest, b.layer.digest));
}

/** Of each group (places, none in two groups) what two or more of its members have in common, and who of them does. */
export function layersOfGroups(
  held: readonly PlacedLayer[],
  groups: readonly (readonly number[])[],
): readonly (readonly PlacedLayer[])[] {
  const groupOf = new Map<number, number>();
  for (const [number, places] of groups.entries()) for (const place of places) groupOf.set(place, number);
  const shares = groups.map((): PlacedLayer[] => []);
  for (const { layer, holders } of held)
    for (const [number, inGroup] of byGroup(holders, groupOf))
      if (number !== undefined && inGroup.length > 1) shares[number]?.push({ layer, holders: inGroup });
  return shares;
}

/** Bytes of the copies beyond the first. */
export function duplicateBytesOf(held: readonly PlacedLayer[]): number {
  return held.reduce((sum, { layer, holders }) => sum + layer.sizeBytes * (holders.length - 1), 0);
}

/** As a rule all holders are of one group. */
function byGroup(
  holders: readonly number[],
  groupOf: ReadonlyMap<number, number>,
): ReadonlyMap<number | undefined, readonly number[]> {
  const first = groupOf.get(holders[0] ?? -1);
  if (holders.every((place) => groupOf.get(place) === first)) return new Map([[first, holders]]);
  return Map.groupBy(holders, (place) => groupOf.get(place));
}
