import * as z from 'zod/mini';
import type { Severity } from '../domain/findings/severity.ts';
import { Base } from './api-bases.ts';
import * as field from './api-fields.ts';

const { described } = field;

/** What findings of several kinds have in common. */

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[];

export const severity = described(
  z.enum(SEVERITIES),
  'How much it matters: each kind says from how many times its threshold on it is `medium` or `high`; `critical` is what is bad at any size.',
);

export const strategy = described(
  z.enum(['S1', 'S2', 'S3', 'S4']),
  "Number of AWS's strategy for container images that it follows.",
);

export const remedy = described(
  z.array(described(z.string(), 'One step.')),
  'What to do about it, the first thing first.',
);

export const tags = described(
  z.array(described(z.string(), 'One tag.')),
  'Its tags when the finding was made.',
);

/** The same words as in `base`. */
export const evidence = Base.shape.evidence;

/** The literal that tells a kind from the others. */
export function kind<const K extends string>(name: K) {
  return described(z.literal(name), 'Kind of finding.');
}

/** The registry that it is about. */
export const REGISTRY = { accountId: field.accountId, region: field.region };

/** The image of a series that it is about. */
export const SERIES_IMAGE = {
  ...REGISTRY,
  repository: field.repository,
  series: described(z.string(), 'Tag family: the tag without its version.'),
  platform: field.platform,
  digest: field.digest('Digest of the image.'),
  tags,
};

/** Its cost, at most; the first description says which bytes, the other one what costs money if that is not they. */
export function costAtMost(bytes: string, usd = 'What costBytes cost.') {
  return {
    costBytes: field.bytes(bytes),
    bound: described(z.literal('upper'), 'costBytes and monthlyCostUsd are the most that can be saved.'),
    monthlyCostUsd: field.usd(usd),
  };
}

/** What serves none of the strategies. */
export const noStrategy = described(z.null(), "None of AWS's strategies for container images is about it.");
