import { monthlyCostUsd } from '../cost.ts';
import { formatBytes } from '../format-bytes.ts';
import type { ImageKind } from '../image.ts';
import type { Thresholds } from '../thresholds.ts';
import { pickSeriesImage, type SeriesImage } from './series-image.ts';
import type { Severity } from './severity.ts';

/** An image in a repository for AWS Lambda that Lambda does not take, or may not take. */
export interface NotForLambdaFinding extends SeriesImage {
  readonly kind: 'not-for-lambda';
  /** It serves none: it does not run at all. */
  readonly strategy: null;
  readonly severity: Severity;
  readonly reasons: readonly LambdaReason[];
  readonly mediaType: string;
  /** Compressed; null where it is not known. */
  readonly sizeBytes: number | null;
  /** What Lambda takes at most: 10 GB, uncompressed, of all layers. */
  readonly limitBytes: number;
  /** Bytes of the image. */
  readonly costBytes: number;
  readonly bound: 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

/** `size-limit`: more compressed bytes than may be uncompressed. `size-near-limit`: uncompressed it may be more. */
export type LambdaReason = 'index' | 'media-type' | 'platform' | 'size-limit' | 'size-near-limit';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 10 GB uncompressed; AWS's GB are binary there. */
const LIMIT_BYTES = 10 * 2 ** 30;
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

interface LambdaImage extends SeriesImage {
  readonly kind: ImageKind;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/**
 * Raised for an image or index in a series that is for Lambda: which it is, the caller knows. Manifests state compressed
 * sizes, so that only a bound is known of the uncompressed one. Artifacts are none of Lambda's business.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
 */
export function findNotForLambda(image: LambdaImage, thresholds: Thresholds): NotForLambdaFinding | null {
  const reasons = reasonsOf(image, thresholds);
  const isSized = image.kind === 'image';
  if (reasons.length === 0) return null;
  const costBytes = isSized ? image.sizeBytes : 0;
  return {
    kind: 'not-for-lambda',
    strategy: null,
    severity: reasons.every((reason) => reason === 'size-near-limit') ? 'medium' : 'high',
    ...pickSeriesImage(image),
    reasons,
    mediaType: image.mediaType,
    sizeBytes: isSized ? image.sizeBytes : null,
    limitBytes: LIMIT_BYTES,
    costBytes,
    bound: 'upper',
    monthlyCostUsd: monthlyCostUsd(costBytes, thresholds.storagePricePerGbMonth),
    remedy: [
      ...reasons.flatMap((reason) => REMEDIES[reason]),
      'If this repository is not for Lambda, say so: tag it layerwatch:lambda = false.',
    ],
  };
}

function reasonsOf(image: LambdaImage, { lambdaImageBytes }: Thresholds): LambdaReason[] {
  switch (image.kind) {
    case 'artifact':
      return [];
    case 'index':
      return ['index'];
    case 'unsupported':
      return ['media-type'];
    case 'image':
      return [
        ...(image.platform !== null && !isRunnable(image.platform) ? ['platform' as const] : []),
        ...(image.sizeBytes > LIMIT_BYTES ? ['size-limit' as const] : []),
        ...(image.sizeBytes <= LIMIT_BYTES && image.sizeBytes >= lambdaImageBytes
          ? ['size-near-limit' as const]
          : []),
      ];
  }
}

/** `linux/arm64/v8` is what `linux/arm64` is. */
function isRunnable(platform: string): boolean {
  return PLATFORMS.some((one) => platform === one || platform === `${one}/v8`);
}

const REMEDIES: Readonly<Record<LambdaReason, readonly string[]>> = {
  index: [
    'Push a single image: docker build --provenance=false --sbom=false --platform linux/arm64 (or linux/amd64). BuildKit makes an index of every image that it attests, and Lambda takes no index.',
    'For two architectures push two images with a tag each, and give each function its own.',
  ],
  'media-type': [
    'Build it again with a builder of today: Lambda takes Docker schema 2 and OCI 1.0 manifests, and nothing older.',
  ],
  platform: ['Build it for linux/arm64 or linux/amd64: docker build --platform linux/arm64.'],
  'size-limit': [
    `Make it smaller: its layers take more than ${formatBytes(LIMIT_BYTES)} compressed, and Lambda's limit is as much uncompressed.`,
    'Load models and data from S3 or EFS when the function starts, or when it first needs them.',
  ],
  'size-near-limit': [
    `Find out how large it is uncompressed: docker image inspect --format '{{.Size}}' IMAGE. Lambda's limit is ${formatBytes(LIMIT_BYTES)}; layers are often two to three times as large as they are compressed.`,
    'Load models and data from S3 or EFS when the function starts, or when it first needs them.',
  ],
};
