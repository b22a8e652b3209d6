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
    const finding = findDuplicateLayer({ ...layer, repositories: [] }, thresholds);
    // Who else holds the layer is read only where there is something to tell.
    if (finding) findings.push({ ...finding, repositories: await history.holdersOf(layer, layer.digest) });
  }
  return findings;
}
