import * as z from 'zod/mini';
import type { LambdaReason } from '../domain/findings/not-for-lambda.ts';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

const REASONS = [
  'index',
  'media-type',
  'platform',
  'size-limit',
  'size-near-limit',
] as const satisfies readonly LambdaReason[];

export const NotForLambdaFinding = described(
  z.strictObject({
    kind: finding.kind('not-for-lambda'),
    strategy: finding.noStrategy,
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    reasons: described(
      z.array(z.enum(REASONS)),
      '`index`: an index, not an image. `media-type`: a manifest that Lambda does not read. `platform`: neither linux/amd64 nor linux/arm64. `size-limit`: more bytes compressed than may be uncompressed. `size-near-limit`: uncompressed it may be more.',
    ),
    mediaType: described(z.string(), 'Media type of the manifest.'),
    sizeBytes: described(
      z.nullable(z.int().check(z.minimum(0))),
      'Its size; null where it is not known. Compressed bytes: what it takes uncompressed no manifest tells.',
    ),
    limitBytes: field.count('What Lambda takes at most, of all layers. Uncompressed bytes.'),
    ...finding.costAtMost('The image.'),
    remedy: finding.remedy,
  }),
  'An image in a repository for AWS Lambda that Lambda does not take, or may not take.',
  'NotForLambdaFinding',
);
