import type { ChainImage, KnownLayers } from '../../src/domain/base.ts';
import { chainIds } from '../../src/domain/chain.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Layer } from '../../src/domain/image.ts';
import { at, fakeDigest, layer, REGISTRY } from './builders.ts';

/** A layer for each letter. */
export function layersOf(seeds: string): Layer[] {
  return [...seeds].map((seed) => layer(seed));
}

/** An image elsewhere in the organisation that is made of these layers. */
interface Known extends Partial<ChainImage> {
  readonly seeds: string;
}

/** What the organisation knows: whole images, and in how many repositories the layers are. */
export function known(images: readonly Known[], counts: Readonly<Record<string, number>> = {}): KnownLayers {
  const chains = new Map<Digest, ChainImage[]>();
  for (const { seeds, ...more } of images) {
    const chain = chainIds(layersOf(seeds)).at(-1) ?? fakeDigest('none');
    const holder = {
      ...REGISTRY,
      repository: 'team/base',
      digest: fakeDigest(seeds),
      at: at(),
      isBare: false,
      ...more,
    };
    chains.set(chain, [...(chains.get(chain) ?? []), holder]);
  }
  return {
    chains,
    repositoryCounts: new Map(Object.entries(counts).map(([seed, count]) => [layer(seed).digest, count])),
  };
}
