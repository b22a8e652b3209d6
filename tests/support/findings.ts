import { type Alert, nextAlert } from '../../src/domain/alert.ts';
import { digestOf } from '../../src/domain/digest.ts';
import {
  type DuplicateLayerFinding,
  findDuplicateLayer,
  type HeldLayer,
  type SharedLayer,
} from '../../src/domain/findings/duplicate-layer.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { findImageGrew, type ImageGrewFinding } from '../../src/domain/findings/image-grew.ts';
import {
  findRegistryScanned,
  type RegistryScannedFinding,
} from '../../src/domain/findings/registry-scanned.ts';
import type { Image, Layer } from '../../src/domain/image.ts';
import { NOTHING_SAID, sizeOf } from '../../src/domain/image.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { RegistryTotals } from '../../src/domain/totals.ts';
import { REGISTRY } from './builders.ts';
import { comparisonOf } from './comparisons.ts';

/** Findings and alerts as the domain itself makes them, of one large layer, one image that grew, one scan. */

export function duplicateLayerFinding(layer: Partial<SharedLayer> = {}): DuplicateLayerFinding {
  const repositories = layer.repositories ?? ['team/api', 'team/jobs', 'team/web'];
  return present(
    findDuplicateLayer(
      {
        ...REGISTRY,
        digest: digestOf('layer'),
        diffId: digestOf('diff'),
        instruction: 'RUN apt-get install -y build-essential',
        sizeBytes: 187_300_000,
        repositories,
        repositoryCount: repositories.length,
        ...layer,
      },
      null,
      DEFAULT_THRESHOLDS,
    ),
  );
}

/** 250 MB that became 540.2 MB, by `npm ci` (120 MB before) and a new `COPY`. */
export function imageGrewFinding(finding: Partial<ImageGrewFinding> = {}): ImageGrewFinding {
  const base = layer('ADD rootfs', 130_000_000);
  const before = [base, layer('RUN npm ci', 120_000_000)];
  const layers = [base, layer('RUN npm ci', 310_100_000), layer('COPY models', 100_100_000)];
  const image: Image & { readonly series: string } = {
    ...NOTHING_SAID,
    ...REGISTRY,
    repository: 'team/web',
    digest: digestOf('image'),
    kind: 'image',
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: 'linux/arm64',
    layers,
    children: [],
    tags: ['1.4.2'],
    pushedAt: '2026-11-20T10:00:00Z',
    series: 'default',
    seriesFrom: '2026-11-20T10:00:00Z 1.4.2',
    sizeBytes: sizeOf(layers),
  };
  const predecessor = { digest: digestOf('predecessor'), sizeBytes: sizeOf(before), isLambda: false };
  return {
    ...present(findImageGrew(image, [predecessor], comparisonOf(before, layers, 1), DEFAULT_THRESHOLDS)),
    ...finding,
  };
}

/** Two hundred images in three repositories, 374.6 MB of them twice. */
export function registryScannedFinding(
  totals: Partial<RegistryTotals> = {},
  layers: readonly HeldLayer[] = [
    {
      ...REGISTRY,
      digest: digestOf('layer'),
      diffId: digestOf('diff'),
      instruction: 'RUN apt-get install -y build-essential',
      sizeBytes: 187_300_000,
      repositoryCount: 3,
    },
  ],
): RegistryScannedFinding {
  const sums = { storedBytes: 2_000_000_000, uniqueBytes: 1_625_400_000, duplicateBytes: 374_600_000 };
  const counts = { repositories: 3, images: 200, layers: 40, logicalBytes: 30_000_000_000 };
  return findRegistryScanned(
    { ...REGISTRY, ...counts, ...sums, asOf: '2026-11-20T10:00:00Z', ...totals },
    layers,
    null,
    DEFAULT_THRESHOLDS,
  );
}

/** The alert that the finding opens. */
export function alertOf(finding: Finding, alert: Partial<Alert> = {}): Alert {
  const sighting = { finding, at: '2026-11-20T10:00:00Z', owners: [] };
  return { ...present(nextAlert(null, sighting, DEFAULT_THRESHOLDS)), ...alert };
}

function layer(instruction: string, sizeBytes: number): Layer {
  return { digest: digestOf(`${instruction} ${sizeBytes}`), diffId: null, sizeBytes, instruction };
}

/** Throws where the domain raised nothing. */
export function present<T>(value: T | null): T {
  if (value === null) throw new Error('the domain raised nothing: the sample is below the thresholds');
  return value;
}
