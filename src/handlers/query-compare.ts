import { compareImages } from '../domain/compare-images.ts';
import type { ComparedStep, ImageBytes } from '../domain/comparison.ts';
import { InvalidQueryError } from '../domain/errors.ts';
import type { ImageDetail } from '../domain/reader-ports.ts';
import { toBase } from './api-bases.ts';
import { Comparison } from './api-compare.ts';
import { CompareParameters } from './api-parameters.ts';
import { locateImage } from './image-location.ts';
import { defineRoute } from './query-route.ts';

const CHILDREN_NAMED = 20;

export const compareRoute = defineRoute({
  path: '/v1/compare',
  operationId: 'compareImages',
  summary: 'What became of the layers of one image in another',
  notFound: 'No watched repository has one of the images, or the chosen one has not `to`.',
  parameters: CompareParameters,
  answer: Comparison,
  async respond({ reader }, parameters) {
    const { from: digestFrom, to: digestTo, ...chosen } = parameters;
    const { image: to } = await locateImage(reader, digestTo, chosen);
    const { image: from } = await locateImage(reader, digestFrom, {}, to);
    const { firstChange, instructions, totals, steps, ...bytes } = compareImages(
      comparable(from),
      comparable(to),
    );
    return {
      from: toComparedImage(from, bytes.from),
      to: toComparedImage(to, bytes.to),
      newBytes: to.newBytes,
      firstChange,
      totals,
      instructions,
      steps: steps.map(toStep),
    };
  },
});

/** The image, if it is one. Throws InvalidQueryError, which says what it is instead. */
function comparable(image: ImageDetail): ImageDetail {
  const { kind, digest } = image;
  if (kind === 'image') return image;
  throw new InvalidQueryError(`${digest} is no image: ${insteadOf(image)}`);
}

function insteadOf({ kind, children, artifactType, mediaType }: ImageDetail): string {
  if (kind === 'artifact')
    return `it is an artifact (${artifactType ?? mediaType}), and those are never compared`;
  if (kind === 'unsupported') return `nothing is known of what is in it (${mediaType})`;
  if (children.length === 0) return 'it is an index of nothing';
  const named = children.slice(0, CHILDREN_NAMED).join(', ');
  const more = children.length > CHILDREN_NAMED ? ` and ${children.length - CHILDREN_NAMED} more` : '';
  return `it is an index: compare one of its children (${named}${more})`;
}

function toComparedImage(image: ImageDetail, { baseBytes, ownBytes }: ImageBytes) {
  return {
    accountId: image.accountId,
    region: image.region,
    repository: image.repository,
    digest: image.digest,
    tags: image.tags,
    series: image.series,
    platform: image.platform,
    pushedAt: image.pushedAt,
    sizeBytes: image.sizeBytes,
    layerCount: image.layerCount,
    baseBytes,
    ownBytes,
    base: image.base && toBase(image.base),
    deletedAt: image.deletedAt,
  };
}

function toStep({ kind, origin, instruction, bytesBefore, bytesAfter, from, to }: ComparedStep) {
  return { kind, origin, instruction, bytesBefore, bytesAfter, from: from.map(toLayer), to: to.map(toLayer) };
}

function toLayer(layer: ComparedStep['to'][number]) {
  return {
    position: layer.position,
    digest: layer.digest,
    diffId: layer.diffId,
    sizeBytes: layer.sizeBytes,
    instruction: layer.instruction,
    origin: layer.origin,
  };
}
