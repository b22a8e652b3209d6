import type { Digest } from './digest.ts';
import type { ConfigAnswer, Registry } from './registry-ports.ts';

/** Characters of configs that are remembered: those of a thousand images or so. */
const REMEMBERED_MAX = 8 * 1024 * 1024;

/**
 * A registry that is asked once for each config of one repository: images that differ only in how their layers are
 * compressed have the same one, and an image may be read again while it is recorded. Configs are immutable, so that the
 * answer stays the same. Of more than are remembered the oldest are asked for again.
 */
export function readConfigsOnce(registry: Registry, rememberedMax = REMEMBERED_MAX): Registry {
  const answers = new Map<Digest, ConfigAnswer>();
  let remembered = 0;
  return {
    getManifests: (repository, digests) => registry.getManifests(repository, digests),
    describe: (repository, references) => registry.describe(repository, references),
    async getConfig(repository, config) {
      const known = answers.get(config);
      if (known) return known;
      const answer = await registry.getConfig(repository, config);
      answers.set(config, answer);
      remembered += lengthOf(answer);
      for (const [oldest, old] of answers) {
        if (remembered <= rememberedMax) break;
        answers.delete(oldest);
        remembered -= lengthOf(old);
      }
      return answer;
    },
  };
}

function lengthOf(answer: ConfigAnswer): number {
  return answer.outcome === 'found' ? answer.text.length : 0;
}
