import * as z from 'zod/mini';
import * as field from './api-fields.ts';

const { described, listOf } = field;

const LayerHolder = described(
  z.strictObject({
    repository: field.repository,
    since: field.time('When the repository got the layer.'),
    firstDigest: field.digest('Digest of the image that brought it.'),
    images: described(
      z.array(field.digest('Digest of one image.')),
      'Live images that hold it; at most ten.',
    ),
    imageCount: described(
      z.nullable(z.int().check(z.minimum(0))),
      'How many live images hold it; null where they are too many to count.',
    ),
  }),
  'A repository that holds the layer.',
  'LayerHolder',
);

/** What a layer is, wherever one is answered. */
const LAYER = {
  accountId: field.accountId,
  region: field.region,
  digest: field.digest('Digest of the compressed layer.'),
  diffId: field.diffId,
  sizeBytes: field.bytes('Size of one copy.'),
  repositoryCount: field.count('Repositories of the registry that hold it.'),
  duplicateBytes: field.bytes('sizeBytes × (repositoryCount − 1): the copies beyond the first.'),
  bound: field.bound,
  instruction: field.instruction,
};

export const Layer = described(
  z.strictObject({
    ...LAYER,
    items: described(z.array(LayerHolder), 'This page of the repositories that hold it.'),
    cursor: field.cursor,
  }),
  'One layer of a registry and who holds it.',
  'Layer',
);

const DuplicateLayer = described(
  z.strictObject({
    ...LAYER,
    repositories: described(z.array(field.repository), 'The first ten of them by name.'),
    monthlyCostUsd: field.usd('What duplicateBytes cost.'),
  }),
  'A layer that several repositories of a registry hold.',
  'DuplicateLayer',
);

export const DuplicateLayerList = listOf(
  DuplicateLayer,
  'Layers held by several repositories, most duplicate bytes first, a page of them.',
  'DuplicateLayerList',
);
