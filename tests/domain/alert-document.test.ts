import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ALERT_STATES } from '../../src/domain/alert.ts';
import { renderAlert } from '../../src/domain/alert-message.ts';
import { FINDING_KINDS } from '../../src/domain/findings/finding.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/alert-v1.schema.json', import.meta.url), 'utf8'));
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const validate = new Ajv2020({ strict: true, formats: { 'date-time': DATE_TIME } }).compile(schema);

const KINDS = [
  ['duplicate-layer', duplicateLayerFinding()],
  ['image-grew', imageGrewFinding()],
  ['registry-scanned', registryScannedFinding()],
] as const;

const UNKNOWN = {
  'duplicate-layer': duplicateLayerFinding({ diffId: null, instruction: null }),
  'image-grew': imageGrewFinding({ platform: null, tags: [], instructions: [] }),
  // Nothing was found.
  'registry-scanned': registryScannedFinding(
    { repositories: 0, images: 0, storedBytes: 0, uniqueBytes: 0, duplicateBytes: 0 },
    [],
  ),
};

/** The document as a program reads it: what was sent, parsed again. */
function sent(alert: Parameters<typeof renderAlert>[0]) {
  return JSON.parse(JSON.stringify(renderAlert(alert).json));
}

describe.each(KINDS)('the schema of %s', (_kind, finding) => {
  test.each(['open', 'grew'] as const)('accepts a rendered alert that is %s', (state) => {
    validate(sent(alertOf(finding, { state })));

    expect(validate.errors).toBeNull();
  });

  test('accepts nulls where something is not known, and empty lists', () => {
    validate(sent(alertOf(UNKNOWN[finding.kind])));

    expect(validate.errors).toBeNull();
  });

  test('refuses a document that lacks any one of its fields, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      const { holder, name } = at(document, path);
      delete holder[name];

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), false]);
    }
  });

  test('refuses a document in which any one field has another type, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      const { holder, name } = at(document, path);
      holder[name] = true;

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), false]);
    }
  });

  test('refuses a field that is not described, at every level', () => {
    for (const path of pathsOf(sent(alertOf(finding)))) {
      const document = sent(alertOf(finding));
      at(document, path).holder.surprise = 1;

      expect([path.join('.'), validate(document)]).toEqual([path.join('.'), false]);
    }
  });
});

test('the schema refuses the finding of one kind under the name of the other', () => {
  const document = { ...sent(alertOf(imageGrewFinding())), kind: 'duplicate-layer' };

  expect(validate(document)).toBe(false);
});

test('the schema knows every kind and every state', () => {
  expect(schema.properties.kind.enum).toEqual(FINDING_KINDS);
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

function at(document: Record<string, unknown>, path: readonly string[]) {
  let holder = document;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
  return { holder, name: path.at(-1) ?? '' };
}
