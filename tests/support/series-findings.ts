import { UNKNOWN_BASE } from '../../src/domain/base.ts';
import { traceInstruction } from '../../src/domain/build-traces.ts';
import {
  type BaseChangedFinding,
  findBaseChanged,
  type BasedImage,
} from '../../src/domain/findings/base-changed.ts';
import {
  type BaseBuild,
  type BaseOutdatedFinding,
  findBaseOutdated,
} from '../../src/domain/findings/base-outdated.ts';
import { type BuildLeftoversFinding, findBuildLeftovers } from '../../src/domain/findings/build-leftovers.ts';
import { findLayerOrder, type LayerOrderFinding } from '../../src/domain/findings/layer-order.ts';
import { findNotForLambda, type NotForLambdaFinding } from '../../src/domain/findings/not-for-lambda.ts';
import type { SeriesImage } from '../../src/domain/findings/series-image.ts';
import type { Image } from '../../src/domain/image.ts';
import { OCI_INDEX } from '../../src/domain/media-type.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { fakeDigest, REGISTRY } from './builders.ts';
import { present } from './findings.ts';
import { dayOf, layeredPushes, type PushedStep } from './layered-pushes.ts';

/** Findings as the domain itself makes them, about the images of `team/web`. */

const IMAGE: SeriesImage = {
  ...REGISTRY,
  repository: 'team/web',
  series: 'default',
  platform: 'linux/arm64',
  digest: fakeDigest('image'),
  tags: ['1.4.2'],
};

/** From AWS's base for Lambda to one that the image declares. */
export function baseChangedFinding(image: Partial<BasedImage> = {}): BaseChangedFinding {
  const lambda = { runtime: 'nodejs24.x', os: 'al2023' };
  const before = { ...UNKNOWN_BASE, evidence: 'lambda', provided: 'aws', lambda } as const;
  const declared = { evidence: 'declared', name: 'docker.io/library/node:24-slim' } as const;
  const base = { ...UNKNOWN_BASE, ...declared, digest: fakeDigest('node'), sizeBytes: 75_000_000 };
  const predecessor = { ...IMAGE, digest: fakeDigest('predecessor'), tags: ['1.4.1'], base: before };
  return present(findBaseChanged({ ...IMAGE, base, ...image }, predecessor, DEFAULT_THRESHOLDS));
}

/** Two newer builds, the first of them 45 days ago. */
export function baseOutdatedFinding(
  image: Partial<SeriesImage> = {},
  build: Partial<BaseBuild> = {},
): BaseOutdatedFinding {
  const builds = [0, 10, 30].map((day) => ({
    repository: 'base/node',
    digest: fakeDigest(`build of day ${day}`),
    tags: [`24.0.${day}`],
    pushedAt: dayOf(day),
    ...build,
  }));
  const base = { digest: fakeDigest('build of day 0'), sizeBytes: 75_000_000 };
  return present(findBaseOutdated({ ...IMAGE, ...image }, base, builds, dayOf(55), DEFAULT_THRESHOLDS));
}

/** A compiler that stays, and an archive that a later layer removes; the first layer is the base's. */
export function buildLeftoversFinding(
  image: Partial<SeriesImage> = {},
  instructions: readonly string[] = [
    'RUN apt-get update && apt-get install -y build-essential',
    'RUN curl -o /tmp/model.tgz https://example.com/model.tgz',
    'RUN tar -xzf /tmp/model.tgz -C /srv && rm /tmp/model.tgz',
  ],
): BuildLeftoversFinding {
  const layers = ['ADD rootfs.tar.xz /', ...instructions].map((instruction, index) => ({
    digest: fakeDigest(`layer ${index}`),
    diffId: fakeDigest(`diff of layer ${index}`),
    sizeBytes: 300_000_000 - index * 1_000_000,
    instruction,
    position: index + 1,
    origin: index === 0 ? ('base' as const) : ('own' as const),
  }));
  const traces = Object.fromEntries(instructions.map((one) => [one, traceInstruction(one)]));
  return present(
    findBuildLeftovers({ ...IMAGE, lambda: null, ...image, layers, traces }, DEFAULT_THRESHOLDS),
  );
}

/** Sources below the packages: each push rebuilds them. */
export function layerOrderFinding(
  image: Partial<SeriesImage> = {},
  steps: readonly PushedStep[] = [
    ['COPY . .', 5_000_000],
    ['RUN npm ci', 200_000_000],
  ],
): LayerOrderFinding {
  const letters = [...'abcdefghijkl'];
  const pushes = layeredPushes(steps, letters.map((one) => `x${one.repeat(steps.length)}`).join(' '));
  return present(findLayerOrder({ ...IMAGE, ...image }, pushes, dayOf(12), DEFAULT_THRESHOLDS));
}

/** An index where Lambda wants an image. */
export function notForLambdaFinding(
  image: Partial<SeriesImage & Pick<Image, 'kind' | 'mediaType' | 'sizeBytes'>> = {},
): NotForLambdaFinding {
  const index = { ...IMAGE, kind: 'index', platform: null, mediaType: OCI_INDEX, sizeBytes: 0 } as const;
  return present(findNotForLambda({ ...index, ...image }, DEFAULT_THRESHOLDS));
}
