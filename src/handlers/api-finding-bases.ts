import * as z from 'zod/mini';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

/** A base as people call it. */
function namedBase(description: string) {
  return described(
    z.strictObject({
      name: described(z.string(), 'As people call it, as far as it is known.'),
      evidence: finding.evidence,
      digest: described(z.nullable(field.digest('Digest.')), 'Digest of its manifest, where it is known.'),
      sizeBytes: described(
        z.nullable(z.int().check(z.minimum(0))),
        'What its layers weigh; null where it is not known where it ends. Compressed bytes.',
      ),
    }),
    description,
  );
}

/** One build of a base, as an image of the organisation. */
function baseBuild(description: string) {
  return described(
    z.strictObject({
      repository: field.repository,
      digest: field.digest('Digest of its manifest.'),
      tags: finding.tags,
      pushedAt: field.time('The first push.'),
    }),
    description,
  );
}

export const BaseChangedFinding = described(
  z.strictObject({
    kind: finding.kind('base-changed'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    from: namedBase('What the images of the series stood on before.'),
    to: namedBase('What this one stands on.'),
    predecessor: described(
      z.strictObject({ digest: field.digest('Digest of that image.'), tags: finding.tags }),
      'The last image that stood on the base of before.',
    ),
    leftAws: described(
      z.boolean(),
      'The base of before was one that AWS provides for Lambda, and this one is not.',
    ),
    ...finding.costAtMost('What the layers of the new base weigh; 0 where it is not known where it ends.'),
    remedy: finding.remedy,
  }),
  'A series that left the base that its images stood on for another one.',
  'BaseChangedFinding',
);

export const BaseOutdatedFinding = described(
  z.strictObject({
    kind: finding.kind('base-outdated'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    base: baseBuild('The build that it stands on.'),
    newest: baseBuild('The newest build of the same base.'),
    newerBuilds: field.count('Builds that came after the one that it stands on.'),
    days: field.count('Whole days since the first of these came.'),
    ...finding.costAtMost(
      'What the layers of its base weigh: they are stored beside those of the newer builds.',
    ),
    remedy: finding.remedy,
  }),
  'A series whose newest image stands on a base of which a newer build has long been there.',
  'BaseOutdatedFinding',
);
