import { type Digest, digestOf } from './digest.ts';
import type { Layer } from './image.ts';

/**
 * The chain id of every run of layers that begins at the bottom: the last one is that of the whole image, each other one
 * that of an image it may stand on. By diff IDs, as OCI has it, so that layers that were compressed again on their way
 * are the same; a layer without one counts by its digest.
 * https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid
 */
export function chainIds(layers: readonly Pick<Layer, 'digest' | 'diffId'>[]): Digest[] {
  const chain: Digest[] = [];
  for (const { digest, diffId } of layers) {
    const below = chain.at(-1);
    const own = diffId ?? digest;
    chain.push(below === undefined ? own : digestOf(`${below} ${own}`));
  }
  return chain;
}
