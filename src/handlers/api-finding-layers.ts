import * as z from 'zod/mini';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

export const DuplicateLayerFinding = described(
  z.strictObject({
    kind: finding.kind('duplicate-layer'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.REGISTRY,
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
    remedy: finding.remedy,
  }),
  'One large layer that several repositories of a registry store, each its own copy.',
  'DuplicateLayerFinding',
);

const ContentLayer = described(
  z.strictObject({
    digest: field.digest('Digest of the compressed layer.'),
    sizeBytes: field.bytes('Its size.'),
    repositoryCount: field.count('Repositories of the registry that held it when the finding was made.'),
    repositories: described(z.array(field.repository), 'The first ten of them by name.'),
  }),
  'One compressed form of a content.',
  'ContentLayer',
);

export const SameContentFinding = described(
  z.strictObject({
    kind: finding.kind('same-content'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.REGISTRY,
    diffId: field.digest('Digest of the uncompressed layer.'),
    instruction: field.instruction,
    layers: described(
      z.array(ContentLayer),
      'The digests that it is stored under, held by most repositories first; at most five.',
    ),
    layerCount: field.count('How many there are.'),
    ...finding.costAtMost('All of these digests but the largest, each counted once.'),
    remedy: finding.remedy,
  }),
  'One content that a registry stores under several digests: compressed differently, it cannot be shared.',
  'SameContentFinding',
);

const WastefulLayer = described(
  z.strictObject({
    digest: field.digest('Digest of the compressed layer.'),
    instruction: field.instruction,
    sizeBytes: field.bytes('Size of one copy.'),
    repositoryCount: field.count('Repositories of the registry that held the layer.'),
    duplicateBytes: field.bytes('The copies beyond the first.'),
  }),
  'A layer that several repositories of the registry store, whatever its size.',
  'WastefulLayer',
);

export const RegistryScannedFinding = described(
  z.strictObject({
    kind: finding.kind('registry-scanned'),
    strategy: described(
      z.nullable(finding.strategy),
      "Number of AWS's strategy for container images that it follows; null where no layer is stored more than once.",
    ),
    severity: finding.severity,
    ...finding.REGISTRY,
    repositoryCount: field.count('Repositories with live images when the scan ended.'),
    imageCount: field.count('Live images.'),
    storedBytes: field.bytes('Sum over the repositories of their distinct layers.'),
    uniqueBytes: field.bytes('Sum over the distinct layers of the registry.'),
    duplicateBytes: field.bytes('storedBytes − uniqueBytes: the copies beyond the first of each layer.'),
    bound: field.bound,
    monthlyCostUsd: field.usd('What duplicateBytes cost.'),
    layers: described(
      z.array(WastefulLayer),
      'The most wasteful layers, most duplicate bytes first; at most five.',
    ),
    alsoFound: described(
      z.array(
        described(
          z.strictObject({
            kind: described(z.string(), 'Kind of finding.'),
            count: field.count('How many alerts of the kind are open.'),
          }),
          'Alerts of one kind.',
        ),
      ),
      'What else was found and is not told one by one, most first.',
    ),
    remedy: finding.remedy,
  }),
  'What the first scan of a registry found, as a whole.',
  'RegistryScannedFinding',
);
