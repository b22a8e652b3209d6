import { writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { LIST_MAX, STEP_MAX_LENGTH, TEXT_MAX_LENGTH } from '../domain/alert-document.ts';
import type { AlertSubject } from '../domain/alert-subject.ts';
import type { FindingKind } from '../domain/findings/finding.ts';
import { ALERT } from '../handlers/api-alerts.ts';
import { described, documentation } from '../handlers/api-fields.ts';
import { Finding } from '../handlers/api-findings.ts';
import { JSON_SCHEMA } from '../handlers/api-json-schema.ts';

/** Where the schema is kept, for those who get the messages. */
export const ALERT_SCHEMA_FILE = new URL('../../docs/alert-v1.schema.json', import.meta.url);

const AlertDocument = described(
  z.strictObject({
    version: described(
      z.literal(1),
      'The version of this document. A change that could break a reader makes a new version.',
    ),
    ...ALERT,
  }),
  'What programs receive for every alert that is opened, that grew or that is resolved: the SNS message for SQS, Lambda and HTTP(S) subscriptions. The names are those of an item of GET /v1/alerts. Sizes are whole bytes, times RFC 3339. Texts and lists that are longer than this schema lets them be are cut; GET /v1/alerts has them whole. Delivery is at least once: use id and revision to recognise a message that came twice.',
);

/** What an alert of a kind may be about. */
const SUBJECTS: Readonly<Record<FindingKind, readonly AlertSubject['type'][]>> = {
  'duplicate-layer': ['layer'],
  consolidation: ['group'],
  'same-content': ['content'],
  'image-grew': ['series', 'base'],
  'base-changed': ['series'],
  'base-outdated': ['series'],
  'build-leftovers': ['series'],
  'layer-order': ['series'],
  'not-for-lambda': ['series'],
  'registry-scanned': ['registry'],
  'setting-ignored': ['repository'],
};

/** The JSON schema of the message of an alert: made of the schemas that the API answers with, and of its bounds. */
export function alertSchema(): Json {
  const { $schema, description, $defs, ...schema } = z.toJSONSchema(AlertDocument, JSON_SCHEMA);
  return {
    $schema,
    $id: 'urn:layerwatch:alert:v1',
    title: 'Layerwatch alert, version 1',
    description,
    ...Object(bounded(schema)),
    oneOf: Finding.def.options.flatMap((option) =>
      option.shape.kind.def.values.map((kind) => {
        const subject = { type: 'object', properties: { type: { enum: SUBJECTS[kind] } } };
        const finding = { $ref: `#/$defs/${documentation.get(option)?.id}` };
        return { type: 'object', properties: { kind: { const: kind }, subject, finding } };
      }),
    ),
    $defs: bounded($defs),
  };
}

type Json = Readonly<Record<string, unknown>>;

/** Texts of steps are longer than others. */
const STEPS = ['remedy', 'resolution'];

/** The same schema, with the bounds of texts and lists that `alertDocument` keeps. */
function bounded(node: unknown, maxLength = TEXT_MAX_LENGTH): unknown {
  if (Array.isArray(node)) return node.map((one) => bounded(one, maxLength));
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.entries(node).map(([name, one]) => [
    name,
    bounded(one, STEPS.includes(name) ? STEP_MAX_LENGTH : maxLength),
  ]);
  return { ...Object.fromEntries(inner), ...boundsOf({ ...node }, maxLength) };
}

function boundsOf(schema: Json, maxLength: number): Json {
  const types = [schema.type].flat();
  const isFree = !['enum', 'const', 'format', 'pattern'].some((name) => name in schema);
  return {
    ...(isFree && types.includes('string') && { maxLength }),
    ...(types.includes('array') && { maxItems: LIST_MAX }),
  };
}

if (import.meta.main) await writeFile(ALERT_SCHEMA_FILE, `${JSON.stringify(alertSchema(), null, 2)}\n`);
