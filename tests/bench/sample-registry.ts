import { at, type BuiltImage, buildImage, type Step } from '../support/builders.ts';
import { SimulatedEcr } from './simulated-ecr.ts';

export const IMAGES_PER_REPOSITORY = 100;

/** Bases that repositories share, each refreshed so often, evenly. */
const BASES = 4;
const REFRESHES = 4;

const BASE_LAYERS = [
  { sizeBytes: 30_000_000, instruction: 'ADD rootfs.tar.xz / # buildkit' },
  {
    sizeBytes: 60_000_000,
    instruction: 'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates',
  },
  {
    sizeBytes: 2_000_000,
    instruction: 'RUN set -eux; groupadd --gid 1000 app; useradd --uid 1000 --gid app app # buildkit',
  },
  {
    sizeBytes: 48_000_000,
    instruction: 'RUN curl -fsSLO --compressed https://example.com/runtime.tar.xz && tar -xJf runtime.tar.xz',
  },
  { sizeBytes: 400, instruction: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit' },
];
const OWN_LAYERS = [
  { sizeBytes: 9_000_000, instruction: 'COPY node_modules ./node_modules # buildkit' },
  { sizeBytes: 1_500_000, instruction: 'COPY dist ./dist # buildkit' },
];

/** A registry of repositories that are alike: twelve layers each, of which two are the image's own. */
export function createSampleRegistry(repositories: readonly string[]): SimulatedEcr {
  const registry = new SimulatedEcr();
  for (const [number, repository] of repositories.entries())
    for (let version = 0; version < IMAGES_PER_REPOSITORY; version++)
      pushVersion(registry, repository, number, version);
  return registry;
}

/** The newest version is `latest`, too. */
export function pushVersion(
  registry: SimulatedEcr,
  repository: string,
  number: number,
  version: number,
): void {
  const pushedAt = new Date(Date.parse(at()) - (2 * IMAGES_PER_REPOSITORY - version) * 3_600_000);
  registry.push(
    repository,
    buildVersion(repository, number, version),
    [`1.0.${version}`, 'latest'],
    pushedAt,
  );
}

/** Five layers are the base's, five the repository's on this base, two the version's. */
export function buildVersion(repository: string, number: number, version: number): BuiltImage {
  const refresh = Math.min(Math.floor((REFRESHES * version) / IMAGES_PER_REPOSITORY), REFRESHES - 1);
  const base = BASE_LAYERS.map(
    (layer, place): Step => ({ ...layer, seed: `base ${number % BASES} ${refresh} ${place}` }),
  );
  const stable = BASE_LAYERS.map((_layer, place): Step => {
    return { seed: `${repository} ${refresh} ${place}`, sizeBytes: 3_000_000 };
  });
  const own = OWN_LAYERS.map(
    (layer, place): Step => ({ ...layer, seed: `${repository} ${version} own ${place}` }),
  );
  return buildImage([...base, ...stable, ...own]);
}
