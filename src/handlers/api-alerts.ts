import * as z from 'zod/mini';
import { ALERT_STATES } from '../domain/alert.ts';
import { FINDING_KINDS } from '../domain/findings/finding.ts';
import * as field from './api-fields.ts';
import { Finding, severity } from './api-findings.ts';

const { described, listOf } = field;

/** What an alert is about, told apart by `type`. */
const AlertSubject = described(
  z.discriminatedUnion('type', [
    z.strictObject({
      type: described(z.literal('layer'), 'A layer of a registry.'),
      accountId: field.accountId,
      region: field.region,
      digest: field.digest('Digest of the compressed layer.'),
    }),
    z.strictObject({
      type: described(z.literal('series'), 'The images of a repository that replace each other.'),
      accountId: field.accountId,
      region: field.region,
      repository: field.repository,
      series: described(z.string(), 'Tag family: the tag without its version.'),
      platform: field.platform,
    }),
    z.strictObject({
      type: described(z.literal('registry'), 'A registry as a whole.'),
      accountId: field.accountId,
      region: field.region,
    }),
  ]),
  'What the alert is about: one alert per subject and kind.',
  'AlertSubject',
);

const Alert = described(
  z.strictObject({
    id: described(z.string(), 'Stable: the same kind and subject have the same id for ever.'),
    kind: described(z.enum(FINDING_KINDS), 'Kind of the finding.'),
    severity,
    state: described(z.enum(ALERT_STATES), '`grew`: got worse since it was opened. `resolved`: is no more.'),
    subject: AlertSubject,
    finding: Finding,
    openedAt: field.time('When it was first raised.'),
    updatedAt: field.time('When it last changed.'),
  }),
  'A finding with a life.',
  'Alert',
);

export const AlertList = listOf(Alert, 'Alerts, last updated first, a page of them.', 'AlertList');
