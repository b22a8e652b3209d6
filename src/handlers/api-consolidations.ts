import * as z from 'zod/mini';
import * as field from './api-fields.ts';
import { ConsolidationFinding } from './api-finding-consolidation.ts';

const { described, listOf } = field;

// What a finding says of its being one belongs to its alert.
const { kind: _kind, severity: _severity, costBytes: _costBytes, ...group } = ConsolidationFinding.shape;

const Consolidation = described(
  z.strictObject({
    ...group,
    alertId: described(z.string(), 'The alert about it.'),
    asOf: described(
      z.nullable(z.iso.datetime()),
      'When the registry was last looked through for groups; null where it never was. RFC 3339, UTC.',
    ),
  }),
  'Repositories of one registry that belong together, with what each step of a remedy saves.',
  'Consolidation',
);

export const ConsolidationList = listOf(
  Consolidation,
  'Groups of repositories, what saves most first, a page of them.',
  'ConsolidationList',
);
