import type { LambdaReason, NotForLambdaFinding } from '../findings/not-for-lambda.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { imageName } from './image-name.ts';
import type { Wording } from './wording.ts';

export function notForLambdaWording(finding: NotForLambdaFinding): Wording {
  const { reasons, mediaType, sizeBytes, platform, digest } = finding;
  const image = imageName(finding);
  const mayFit = finding.severity !== 'high';
  const [first = 'media-type'] = reasons;
  return {
    where: image,
    headline: mayFit ? 'may be too large for Lambda' : `cannot run on Lambda: ${SHORT[first]}`,
    happened: mayFit
      ? `${image} in ${formatRegistry(finding)} may be too large for Lambda: ${formatBytes(sizeBytes ?? 0)} compressed.`
      : `${image} in ${formatRegistry(finding)} cannot run on Lambda: ${reasons.map((reason) => SHORT[reason]).join(', ')}.`,
    why: [
      ...reasons.map((reason) => LONG[reason]),
      '',
      `Media type ${mediaType}`,
      ...(platform === null ? [] : [`Platform ${platform}`]),
      ...(sizeBytes === null
        ? []
        : [
            `Size ${formatBytes(sizeBytes)} compressed; uncompressed it is at least about as much, and not known`,
          ]),
      ...(reasons.some((reason) => reason.startsWith('size'))
        ? [`Lambda takes at most ${formatBytes(finding.limitBytes)}, uncompressed, all layers together`]
        : []),
      `Image ${digest}`,
    ],
  };
}

const SHORT: Readonly<Record<LambdaReason, string>> = {
  index: 'it is an index',
  'media-type': 'its manifest is of a kind that Lambda does not read',
  platform: 'it is for another platform',
  'size-limit': 'it is too large',
  'size-near-limit': 'it may be too large',
};

const LONG: Readonly<Record<LambdaReason, string>> = {
  index:
    'The tag names an index, which lists images. Lambda wants the image itself; the next update of the function fails.',
  'media-type': 'The manifest is older than what Lambda reads (Docker schema 2, OCI 1.0).',
  platform: 'Lambda runs linux/amd64 and linux/arm64.',
  'size-limit': 'Compressed, its layers are more than Lambda allows them to be uncompressed.',
  'size-near-limit': 'Layers are often two to three times as large uncompressed as they are compressed.',
};
