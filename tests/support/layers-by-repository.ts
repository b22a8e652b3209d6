import type { ManifestSource } from '../../src/local/manifest-source.ts';
import type { PushedManifest } from '../../src/local/push-event.ts';

/** Every layer of the pushed manifests with the repositories that hold it: a plain count, by hand. */
export async function layersByRepository(source: ManifestSource, pushes: readonly PushedManifest[]) {
  const held = new Map<string, { readonly sizeBytes: number; readonly repositories: Set<string> }>();
  for (const { repository, digest } of pushes) {
    const stored = await source.manifest(repository, digest);
    const layers: { digest: string; size: number }[] = JSON.parse(stored?.text ?? '{}').layers ?? [];
    for (const layer of layers) {
      const entry = held.get(layer.digest) ?? { sizeBytes: layer.size, repositories: new Set() };
      entry.repositories.add(repository);
      held.set(layer.digest, entry);
    }
  }
  return held;
}
