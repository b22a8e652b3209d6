import * as z from 'zod/mini';
import * as field from './api-fields.ts';

const { described } = field;

export const severity = described(
  z.enum(['low', 'medium', 'high']),
  'How much it matters: `high` costs or grows about ten times what its threshold asks for.',
);

const remedy = described(
  z.array(described(z.string(), 'One step.')),
  'What to do about it, the first thing first.',
);

const strategy = z.enum(['S1', 'S2', 'S3', 'S4']);
const STRATEGY = "Number of AWS's strategy for container images that it follows.";

const DuplicateLayerFinding = described(
  z.strictObject({
    kind: described(z.literal('duplicate-layer'), 'Kind of finding.'),
    strategy: described(strategy, STRATEGY),
    severity,
    accountId: field.accountId,
    region: field.region,
    digest: field.digest('Digest of the compressed layer.'),
    diffId: field.diffId,
    instruction: field.instruction,
    sizeBytes: field.bytes('Size of one copy.'),
    repositoryCount: field.count(
      'Repositories of the registry that held the layer when the finding was made.',
    ),
    repositories: described(z.array(field.repository), 'The first ten of them by name.'),
    duplicateBytes: field.bytes('The copies beyond the first.'),
    bound: field.bound,
    monthlyCostUsd: field.usd('What the copies beyond the first cost.'),
    remedy,
  }),
  'One large layer that several repositories of a registry store, each its own copy.',
  'DuplicateLayerFinding',
);

const ImageGrewFinding = described(
  z.strictObject({
    kind: described(z.literal('image-grew'), 'Kind of finding.'),
    severity,
    accountId: field.accountId,
    region: field.region,
    repository: field.repository,
    series: described(z.string(), 'Tag family: the tag without its version.'),
    platform: field.platform,
    digest: field.digest('Digest of the image that grew.'),
    tags: described(z.array(described(z.string(), 'One tag.')), 'Its tags when the finding was made.'),
    sizeBytes: field.bytes('Its size.'),
    baselineBytes: field.bytes('Median size of the last five images of the series before it.'),
    grownBytes: field.bytes('sizeBytes − baselineBytes.'),
    grownPercent: described(
      z.number().check(z.minimum(0)),
      'grownBytes in percent of baselineBytes, to one decimal.',
    ),
    predecessor: described(
      z.strictObject({
        digest: field.digest('Digest of the image before it.'),
        sizeBytes: field.bytes('Size of the image before it.'),
      }),
      'The newest image of the series before it.',
    ),
    baseChangeBytes: described(
      z.nullable(z.int()),
      'Bytes that its base has more than that of the predecessor, or less; null where it is not known where either base ends.',
    ),
    ownChangeBytes: described(z.nullable(z.int()), 'The same of the layers that are its own.'),
    instructions: described(
      z.array(
        z.strictObject({
          instruction: described(
            z.nullable(z.string()),
            'Dockerfile step; null gathers the layers whose step is not known.',
          ),
          bytesBefore: field.bytes('Its layers in the predecessor.'),
          bytesAfter: field.bytes('Its layers in this image.'),
        }),
      ),
      'What grew, the largest growth first; at most five.',
    ),
    remedy,
  }),
  'An image that is clearly larger than the images of its series before it.',
  'ImageGrewFinding',
);

const RegistryScannedFinding = described(
  z.strictObject({
    kind: described(z.literal('registry-scanned'), 'Kind of finding.'),
    strategy: described(z.nullable(strategy), `${STRATEGY} Null where no layer is stored more than once.`),
    severity,
    accountId: field.accountId,
    region: field.region,
    repositoryCount: field.count('Repositories with live images when the scan ended.'),
    imageCount: field.count('Live images.'),
    storedBytes: field.bytes('Sum over the repositories of their distinct layers.'),
    uniqueBytes: field.bytes('Sum over the distinct layers of the registry.'),
    duplicateBytes: field.bytes('storedBytes − uniqueBytes: the copies beyond the first of each layer.'),
    bound: field.bound,
    monthlyCostUsd: field.usd('What duplicateBytes cost.'),
    layers: described(
      z.array(
        z.strictObject({
          digest: field.digest('Digest of the compressed layer.'),
          instruction: field.instruction,
          sizeBytes: field.bytes('Size of one copy.'),
          repositoryCount: field.count('Repositories of the registry that held the layer.'),
          duplicateBytes: field.bytes('The copies beyond the first.'),
        }),
      ),
      'The most wasteful layers, most duplicate bytes first; at most five.',
    ),
    remedy,
  }),
  'What the first scan of a registry found, as a whole.',
  'RegistryScannedFinding',
);

/** Every kind of finding, told apart by `kind`. */
export const Finding = described(
  z.discriminatedUnion('kind', [DuplicateLayerFinding, ImageGrewFinding, RegistryScannedFinding]),
  'Something wrong, with its evidence in numbers.',
  'Finding',
);
