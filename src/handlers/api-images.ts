import * as z from 'zod/mini';
import * as field from './api-fields.ts';
import { Base } from './api-bases.ts';
import { Finding } from './api-findings.ts';

const { described, listOf } = field;

const IMAGE = {
  accountId: field.accountId,
  region: field.region,
  repository: field.repository,
  digest: field.digest('Digest of the manifest.'),
  kind: described(
    z.enum(['image', 'index', 'artifact', 'unsupported']),
    'An index lists images per platform; artifacts (signatures, attestations, charts) are stored and never compared; of what is unsupported (Docker schema 1) only that it is there is known.',
  ),
  tags: described(
    z.array(described(z.string(), 'One tag.')),
    'The tags it has now, sorted; of a deleted image, those it was ever seen with.',
  ),
  series: described(
    z.nullable(z.string()),
    'Tag family: the tag without its version; null where it never had a tag.',
  ),
  platform: field.platform,
  pushedAt: field.time('The first push.'),
  sizeBytes: described(
    z.nullable(z.int().check(z.minimum(0))),
    'Sum over its distinct layers, as a rule 0 for an index; null where it is not supported. Compressed bytes.',
  ),
  layerCount: field.count('Layers in its manifest, as far as it is supported.'),
  newBytes: described(
    z.nullable(z.int().check(z.minimum(0))),
    'Layers that its repository did not hold before; null where it is not supported. Compressed bytes.',
  ),
  base: described(z.nullable(Base), 'What it stands on; null for what is no image.'),
  storageClass: described(
    z.enum(['standard', 'archive']),
    'An archived image is stored, and its bytes count; it cannot be pulled before it is restored.',
  ),
  deletedAt: described(
    z.nullable(z.iso.datetime()),
    'When it was deleted. RFC 3339, UTC; null while it lives.',
  ),
};

const Image = described(z.strictObject(IMAGE), 'One image in the history of a repository.', 'Image');

const ImageLayer = described(
  z.strictObject({
    position: field.count('From 1, base first.'),
    digest: field.digest('Digest of the compressed layer.'),
    diffId: field.diffId,
    sizeBytes: field.bytes('Size.'),
    sharePercent: described(
      z.number().check(z.minimum(0), z.maximum(100)),
      'Its share of the size of the image, with one decimal.',
    ),
    instruction: field.instruction,
    origin: field.origin,
    repositoryCount: field.count('Repositories of the registry that hold it.'),
  }),
  'One layer of an image.',
  'ImageLayer',
);

const Location = described(
  z.strictObject({ accountId: field.accountId, region: field.region, repository: field.repository }),
  'A repository that has the image, or had it.',
  'Location',
);

export const ImageDetail = described(
  z.strictObject({
    ...IMAGE,
    mediaType: described(z.string(), 'Media type of the manifest.'),
    artifactType: described(
      z.nullable(z.string()),
      'What an artifact is: its `artifactType`, or else the media type of its config.',
    ),
    subject: described(
      z.nullable(field.digest('Digest of a manifest.')),
      'The manifest that it is about, as a signature is about an image.',
    ),
    layers: described(z.array(ImageLayer), 'Its layers, base first, as in the manifest.'),
    findings: described(z.array(Finding), 'What its push brought to light.'),
    children: described(z.array(field.digest('Digest of one child.')), 'The images an index lists.'),
    locations: described(
      z.array(Location),
      'Every repository that has it, or had it, by account, region and name.',
    ),
  }),
  'One image whole.',
  'ImageDetail',
);

export const ImageList = listOf(
  Image,
  'The history of a repository, newest first, a page of it.',
  'ImageList',
);
