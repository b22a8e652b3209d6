import * as z from 'zod/mini';
import { ALERT_STATES } from '../domain/alert.ts';
import { alertNotice, type ToldAlert } from '../domain/channel/alert-notice.ts';
import { digestNotice } from '../domain/channel/digest-notice.ts';
import type { Notice } from '../domain/channel/notice.ts';
import { stormNotice } from '../domain/channel/storm-notice.ts';
import { FINDING_KINDS } from '../domain/findings/finding.ts';
import { describe } from '../domain/json-document.ts';
import { SEVERITIES } from '../domain/storm-summary.ts';

/** What a message of the alert topic asks to be told. */
type NotifyMessage =
  | { readonly outcome: 'notice'; readonly notice: Notice }
  | {
      readonly outcome: 'skipped';
      /** NOT_JSON and NOT_OURS: a text, an alarm. UNREADABLE: of another version, or broken. */
      readonly reason: 'NOT_JSON' | 'NOT_OURS' | 'UNREADABLE';
      /** Which fields are wrong, without their values. */
      readonly problem: string;
    };

const time = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'not a time'));
const count = z.int().check(z.minimum(0));
const amount = z.number().check(z.minimum(0));
const kind = z.enum(FINDING_KINDS);
const severity = z.enum(SEVERITIES);
const text = z.string();

/** Fields that its wording cannot do without are those of its kind, which only the code that sends it knows. */
const AlertDocument = z.object({
  version: z.literal(1),
  id: text.check(z.regex(/^[0-9a-f]{20}$/, 'not the id of an alert')),
  kind,
  severity,
  state: z.enum(ALERT_STATES),
  revision: z.int().check(z.minimum(1)),
  finding: z.custom<ToldAlert['finding']>(isFinding, 'not a finding'),
  owners: z.array(text),
  openedAt: time,
  updatedAt: time,
  resolution: z.nullable(text),
});

const bytes = count;
const DigestDocument = z.object({
  version: z.literal(1),
  type: z.literal('weekly-digest'),
  from: time,
  to: time,
  registries: z.array(
    z.object({
      accountId: text,
      region: text,
      complete: z.boolean(),
      repositories: count,
      images: count,
      storedBytes: bytes,
      uniqueBytes: bytes,
      duplicateBytes: bytes,
      bound: z.enum(['exact', 'upper']),
      duplicateCostUsd: amount,
      change: z.nullable(z.object({ storedBytes: z.int(), duplicateBytes: z.int() })),
    }),
  ),
  opened: z.array(z.object({ kind, count })),
  resolved: z.object({
    count,
    alerts: z.array(z.object({ kind, where: text, headline: text, resolvedAt: time })),
  }),
  openAlerts: z.array(z.object({ kind, severity, count })),
  muted: count,
  best: z.array(
    z.object({
      alertId: text,
      kind,
      where: text,
      headline: text,
      savedBytes: bytes,
      steps: count,
      firstStep: text,
    }),
  ),
});

const StormDocument = z.object({
  version: z.literal(1),
  type: z.literal('alert-storm'),
  from: time,
  to: time,
  count,
  byKind: z.array(z.object({ kind, count })),
  bySeverity: z.array(z.object({ severity, count })),
  worst: z.array(z.object({ alertId: text, severity, where: text, headline: text })),
});

/** Parses the `lambda` text of a message: one of the three documents in `docs/`. */
export function parseNotifyMessage(message: string): NotifyMessage {
  let document: unknown;
  try {
    document = JSON.parse(message);
  } catch {
    return { outcome: 'skipped', reason: 'NOT_JSON', problem: 'not JSON' };
  }
  if (!isRecord(document) || !('version' in document))
    return { outcome: 'skipped', reason: 'NOT_OURS', problem: 'no version' };
  if (document.type === 'weekly-digest') return noticeOf(DigestDocument, document, digestNotice);
  if (document.type === 'alert-storm') return noticeOf(StormDocument, document, stormNotice);
  return noticeOf(AlertDocument, document, alertNotice);
}

function noticeOf<T>(
  schema: z.ZodMiniType<T>,
  document: unknown,
  toNotice: (value: T) => Notice,
): NotifyMessage {
  const parsed = schema.safeParse(document);
  if (!parsed.success) return { outcome: 'skipped', reason: 'UNREADABLE', problem: describe(parsed.error) };
  return { outcome: 'notice', notice: toNotice(parsed.data) };
}

function isFinding(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.accountId === 'string' &&
    typeof value.region === 'string' &&
    FINDING_KINDS.some((each) => each === value.kind) &&
    Array.isArray(value.remedy) &&
    value.remedy.every((step) => typeof step === 'string')
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
