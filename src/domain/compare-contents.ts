import type { Digest } from './digest.ts';
import { findSameContent, type SameContentFinding } from './findings/same-content.ts';
import type { Image } from './image.ts';
import type { History, Registries } from './ports.ts';
import type { Thresholds } from './thresholds.ts';

interface CompareContentsDependencies {
  readonly history: History;
  readonly registries: Registries;
  readonly thresholds: Thresholds;
}

/** Which of the layers that are new to the image's repository the registry holds under other digests as well. */
export async function compareContents(
  { history, registries, thresholds }: CompareContentsDependencies,
  image: Image,
  newLayers: ReadonlySet<Digest>,
): Promise<SameContentFinding[]> {
  const findings = new Map<Digest, SameContentFinding>();
  for (const { digest, diffId, sizeBytes, instruction } of image.layers) {
    if (!newLayers.has(digest) || diffId === null || sizeBytes < thresholds.largeLayerBytes) continue;
    const layers = await history.contentOf(image, diffId);
    if (layers.length < 2) continue;
    if (!(await registries.find(image)).isComplete) return [];
    const { accountId, region } = image;
    const finding = findSameContent({ accountId, region, diffId, instruction }, layers, thresholds);
    if (finding) findings.set(diffId, finding);
  }
  return [...findings.values()];
}
