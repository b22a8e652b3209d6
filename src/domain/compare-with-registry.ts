import {
  type DuplicateLayerFinding,
  findDuplicateLayer,
  type HeldLayer,
} from './findings/duplicate-layer.ts';
import type { History } from './ports.ts';
import type { Thresholds } from './thresholds.ts';

/** Which of the layers an image brought to its repository are large duplicates in the registry. */
export async function compareWithRegistry(
  { history, thresholds }: { readonly history: History; readonly thresholds: Thresholds },
  shared: readonly HeldLayer[],
): Promise<DuplicateLayerFinding[]> {
  const findings: DuplicateLayerFinding[] = [];
  for (const layer of shared) {
    if (!findDuplicateLayer({ ...layer, repositories: [] }, thresholds)) continue;
    // Who holds the layer is read only where there is something to tell. It may be one more than was counted.
    const repositories = await history.holdersOf(layer, layer.digest);
    const repositoryCount = Math.max(layer.repositoryCount, repositories.length);
    const finding = findDuplicateLayer({ ...layer, repositoryCount, repositories }, thresholds);
    if (finding) findings.push(finding);
  }
  return findings;
}
