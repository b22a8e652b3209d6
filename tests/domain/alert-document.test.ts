import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ALERT_STATES, type Alert, resolvedAlert } from '../../src/domain/alert.ts';
import { alertDocument } from '../../src/domain/alert-document.ts';
import { FINDING_KINDS, type FindingKind } from '../../src/domain/findings/finding.ts';
import { ALERT_SCHEMA_FILE, alertSchema } from '../../src/local/alert-schema.ts';
import { at } from '../support/builders.ts';
import { everyFinding } from '../support/every-finding.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';
import { baseChangedFinding, notForLambdaFinding } from '../support/series-findings.ts';
import { sameContentFinding } from '../support/shared-findings.ts';

const schema = JSON.parse(readFileSync(ALERT_SCHEMA_FILE, 'utf8'));
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const validate = new Ajv2020({
  strict: true,
  formats: { 'date-time': DATE_TIME },
}).compile(schema);

const KINDS = everyFinding().map((finding) => [finding.kind, finding] as const);

/** The only one that may be absent. */
const OPTIONAL = 'removedBy';

/** The document as a program reads it: what was sent, parsed again. */
function sent(alert: Alert) {
  return JSON.parse(JSON.stringify(alertDocument(alert)));
}

test('the schema is the one that is made of the schemas of the API (node src/local/alert-schema.ts makes it)', () => {
  expect(schema).toEqual(JSON.parse(JSON.stringify(alertSchema())));
});

describe.each(KINDS)('the schema of %s', (_kind, finding) => {
  test.each(['open', 'grew'] as const)('accepts an alert that is %s', (state) => {
    validate(sent(alertOf(finding, { state, owners: ['team-a'] })));

    expect(validate.errors).toBeNull();
  });

  test('accepts an alert that is resolved', () => {
    validate(sent(resolvedAlert(alertOf(finding), 'It is gone.', at(60))));

    expect(validate.errors).toBeNull();
  });

  test('refuses a document that lacks any one of its fields, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      const { holder, name } = fieldAt(document, path);
      delete holder[name];

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), name === OPTIONAL]);
    }
  });

  test('refuses a document in which any one field has another type, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      const { holder, name } = fieldAt(document, path);
      holder[name] = typeof holder[name] === 'boolean' ? 1 : true;

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), false]);
    }
  });

  test('refuses a field that is not described, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      fieldAt(document, path).holder.surprise = 1;

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), false]);
    }
  });

  test.each(FINDING_KINDS.filter((kind) => kind !== finding.kind))(
    'refuses it under the name of %s',
    (kind) => {
      expect(validate({ ...sent(alertOf(finding)), kind })).toBe(false);
    },
  );

  test('refuses it with the subject of another kind', () => {
    const { accountId, region } = finding;
    const group = { type: 'group', accountId, region, group: '0123456789abcdef' };
    const layer = { type: 'layer', accountId, region, digest: duplicateLayerFinding().digest };
    const subject = finding.kind === 'consolidation' ? layer : group;

    expect(validate({ ...sent(alertOf(finding)), subject })).toBe(false);
  });
});

const base = { id: 'base/node', name: 'base/node', repository: null, digest: null, sizeBytes: 1 };

/** Where something is not known, or there is nothing. */
test.each([
  ['a layer without a config', duplicateLayerFinding({ diffId: null, instruction: null })],
  ['a series of no platform', imageGrewFinding({ platform: null, tags: [], instructions: [] })],
  ['a base that grew', imageGrewFinding({ base, baseChangeBytes: null, ownChangeBytes: null })],
  ['growth of many pushes', imageGrewFinding({ sinceDays: 31 })],
  ['a base of an image without tags', baseChangedFinding({ tags: [] })],
  ['an image', notForLambdaFinding({ kind: 'image', platform: 'windows/amd64', sizeBytes: 1 })],
  ['a content of no step', sameContentFinding({ instruction: null })],
  [
    'a scan of nothing',
    registryScannedFinding(
      { repositories: 0, images: 0, storedBytes: 0, uniqueBytes: 0, duplicateBytes: 0 },
      [],
    ),
  ],
])('the schema accepts an alert about %s', (_what, finding) => {
  validate(sent(alertOf(finding)));

  expect(validate.errors).toBeNull();
});

test('the schema knows every kind and every state', () => {
  expect(schema.properties.kind.enum).toEqual(FINDING_KINDS);
  expect(
    schema.oneOf.map((one: { properties: { kind: { const: FindingKind } } }) => one.properties.kind.const),
  ).toEqual(FINDING_KINDS);
  expect(schema.properties.state.enum).toEqual(ALERT_STATES);
});

/** The paths of all fields of objects, lists entered. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(Array.isArray(value) ? [] : [[...path, name]]),
    ...pathsOf(inner, [...path, name]),
  ]);
}

function fieldAt(document: Record<string, unknown>, path: readonly string[]) {
  let holder = document;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
  return { holder, name: path.at(-1) ?? '' };
}
