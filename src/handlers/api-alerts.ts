import * as z from 'zod/mini';
import { ALERT_STATES } from '../domain/alert.ts';
import { FINDING_KINDS } from '../domain/findings/finding.ts';
import * as field from './api-fields.ts';
import { REGISTRY, severity } from './api-finding-fields.ts';
import { Finding } from './api-findings.ts';

const { described, listOf } = field;

function subject<const T extends string, F extends z.core.$ZodLooseShape>(
  type: T,
  description: string,
  fields: F,
) {
  return z.strictObject({ type: described(z.literal(type), description), ...REGISTRY, ...fields });
}

/** What an alert is about, told apart by `type`. */
const AlertSubject = described(
  z.discriminatedUnion('type', [
    subject('registry', 'A registry as a whole.', {}),
    subject('layer', 'A layer of a registry.', { digest: field.digest('Digest of the compressed layer.') }),
    subject('content', 'The uncompressed bytes of layers of a registry.', {
      diffId: field.digest('Digest of the uncompressed layer.'),
    }),
    subject('group', 'Repositories of a registry that belong together.', {
      group: described(z.string(), 'Id of the group within its registry.'),
    }),
    subject('base', 'What many images of a registry stand on.', {
      base: described(z.string(), 'Id of the base: its repository, its name, or the chain ID of its layers.'),
    }),
    subject('repository', 'A repository.', { repository: field.repository }),
    subject('series', 'The images of a repository that replace each other.', {
      repository: field.repository,
      series: described(z.string(), 'Tag family: the tag without its version.'),
      platform: field.platform,
    }),
  ]),
  'What the alert is about: one alert per subject and kind.',
  'AlertSubject',
);

/** What is the same in the message that programs get. */
export const ALERT = {
  id: described(
    z.string().check(z.regex(/^[0-9a-f]{20}$/)),
    'Stable: the same kind and subject have the same id for ever.',
  ),
  kind: described(z.enum(FINDING_KINDS), 'Kind of the finding.'),
  severity,
  state: described(
    z.enum(ALERT_STATES),
    '`open`: told, or to be told. `grew`: got worse since it was told. `resolved`: is no more.',
  ),
  revision: described(
    z.int().check(z.minimum(1)),
    'Counts what was told about the subject, from 1. Each revision is published once.',
  ),
  subject: AlertSubject,
  finding: Finding,
  owners: described(
    z.array(described(z.string(), 'One owner.')),
    'Who looks after the repositories that it names: their tags `layerwatch:owner`.',
  ),
  openedAt: field.time('When it was raised, or raised again.'),
  updatedAt: field.time('When it last changed.'),
  resolution: described(z.nullable(z.string()), 'Why it is resolved, in words; null while it is not.'),
};

const AlertMute = described(
  z.strictObject({
    reason: described(z.string(), 'Why nobody wants to be told.'),
    until: field.time('When people are told again.'),
  }),
  'That nobody is to be told of an alert for a time.',
  'AlertMute',
);

export const Alert = described(
  z.strictObject({
    ...ALERT,
    mute: described(z.nullable(AlertMute), 'Null where it is not muted by itself, or not any more.'),
  }),
  'A finding with a life.',
  'Alert',
);

export const AlertList = listOf(Alert, 'Alerts, last updated first, a page of them.', 'AlertList');

export const REASON_MAX_LENGTH = 500;
export const REASON_RULE = `must have 1 to ${REASON_MAX_LENGTH} characters`;

/** What is asked for; whether the time is in the future is seen when it is asked. */
export const MuteRequest = described(
  z.strictObject({
    reason: described(
      z.string().check(z.minLength(1, REASON_RULE), z.maxLength(REASON_MAX_LENGTH, REASON_RULE)),
      'Why nobody wants to be told: for those who wonder later.',
    ),
    until: described(
      z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
        error: 'must be a day or an RFC 3339 time such as 2026-11-23 or 2026-11-23T00:00:00Z',
      }),
      'When people are told again: a time of RFC 3339, or the last day of the mute, in UTC. In the future, and at most two years from now.',
    ),
  }),
  'That nobody is to be told of an alert for a time.',
  'MuteRequest',
);
