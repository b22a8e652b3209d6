import * as z from 'zod/mini';
import { BaseRepository } from './api-bases.ts';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

const GrownBase = described(
  z.strictObject({
    id: described(z.string(), 'The same for all its builds, or else of this one only.'),
    name: described(z.string(), 'As the image declares it, or as it was found.'),
    repository: described(z.nullable(BaseRepository), 'Where the organisation has it, or had it.'),
    digest: described(z.nullable(field.digest('Digest.')), 'Digest of its manifest, where it is known.'),
    sizeBytes: field.bytes('What its layers weigh.'),
  }),
  'A base that grew.',
  'GrownBase',
);

export const ImageGrewFinding = described(
  z.strictObject({
    kind: finding.kind('image-grew'),
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    sizeBytes: field.bytes('Its size.'),
    baselineBytes: field.bytes('Median size of the last five images that it replaces.'),
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
      'The newest of the images that it replaces.',
    ),
    baseChangeBytes: described(
      z.nullable(z.int()),
      'Bytes that its base has more than that of the predecessor, or less; null where it is not known where either base ends.',
    ),
    ownChangeBytes: described(z.nullable(z.int()), 'The same of the layers that are its own.'),
    sinceDays: described(
      z.nullable(z.int().check(z.minimum(0))),
      'Where no push of its own was large enough: the days since the predecessor, an image of then; else null.',
    ),
    base: described(
      z.nullable(GrownBase),
      'The base, where it alone brought the growth: there is one alert about that, and not one for each image on it.',
    ),
    monthlyCostUsd: field.usd('What grownBytes cost, for this image alone.'),
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
    remedy: finding.remedy,
  }),
  'An image that is clearly larger than the images of its series before it.',
  'ImageGrewFinding',
);
