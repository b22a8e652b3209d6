import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { createRandom } from '../../src/local/random.ts';
import { FIXTURES, isConfig } from '../support/fixtures.ts';
import type { Input } from './checks.ts';
import { mutate } from './mutations.ts';

const MANIFESTS = [...FIXTURES].filter(([name]) => !isConfig(name)).map(([, text]) => text);
const CONFIGS = [...FIXTURES].filter(([name]) => isConfig(name)).map(([, text]) => text);
const MEDIA_TYPES = [null, OCI_MANIFEST, '', 'application/vnd.oci.image.index.v1+json', '\u0000'];

/** The input that this seed makes, always the same: a fixture with a few things changed. */
export function inputOf(seed: number): Input {
  const random = createRandom(seed);
  const pick = <T>(some: readonly T[]): T | undefined => some[random.between(0, some.length - 1)];
  return {
    manifest: mutate(pick(MANIFESTS) ?? '', MANIFESTS, random),
    mediaType: random.fraction() < 0.6 ? null : (pick(MEDIA_TYPES) ?? null),
    config: mutate(pick(CONFIGS) ?? '', CONFIGS, random),
  };
}
