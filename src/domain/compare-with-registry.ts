import {
  type DuplicateLayerFinding,
  findDuplicateLayer,
  type HeldLayer,
} from './findings/duplicate-layer.ts';
import type { History, Registries } from './ports.ts';
import type { Thresholds } from './thresholds.ts';

export interface CompareWithRegistryDependencies {
  readonly history: History;
  readonly registries: Registries;
  readonly thresholds: Thresholds;
}

/** Which of the layers an image brought to its repository are large duplicates in the registry. */
export async function compareWithRegistry(
  { history, registries, thresholds }: CompareWithRegistryDependencies,
  shared: readonly HeldLayer[],
): Promise<DuplicateLayerFinding[]> {
  const findings: DuplicateLayerFinding[] = [];
  for (const layer of shared) {
    if (!findDuplicateLayer({ ...layer, repositories: [] }, null, thresholds)) continue;
    const { isComplete, blobMounting } = await registries.find(layer);
    // What is known of a registry that was never scanned is no ground for advice.
    if (!isComplete) return [];
    // Who holds the layer is read only where there is something to tell. It may be one more than was counted.
    const repositories = await history.holdersOf(layer, layer.digest);
    const repositoryCount = Math.max(layer.repositoryCount, repositories.length);
    const finding = findDuplicateLayer({ ...layer, repositoryCount, repositories }, blobMounting, thresholds);
    if (finding) findings.push(finding);
  }
  return findings;
}
