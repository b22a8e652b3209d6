import * as z from 'zod/mini';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

export const SettingIgnoredFinding = described(
  z.strictObject({
    kind: finding.kind('setting-ignored'),
    strategy: finding.noStrategy,
    severity: finding.severity,
    ...finding.REGISTRY,
    repository: field.repository,
    settings: described(
      z.array(
        z.strictObject({
          name: described(z.string(), 'Key of the tag, such as `layerwatch:growth-percent`.'),
          problem: described(z.string(), 'What is wrong with it, and what is done instead.'),
        }),
      ),
      'By name; at most ten.',
    ),
    costBytes: field.bytes('0: it costs nothing.'),
    bound: described(z.enum(['exact', 'upper']), '`exact`: it costs nothing.'),
    monthlyCostUsd: field.usd('0: it costs nothing.'),
    remedy: finding.remedy,
  }),
  'Tags `layerwatch:*` of a repository that cannot be used.',
  'SettingIgnoredFinding',
);
