import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestDocument } from '../../../src/domain/channel/digest-document.ts';
import { stormDocument } from '../../../src/domain/channel/storm-document.ts';
import { FINDING_KINDS } from '../../../src/domain/findings/finding.ts';
import { SEVERITIES } from '../../../src/domain/storm-summary.ts';
import { hostileText } from '../../support/notices.ts';
import { digestRegistry, stormSummary, weeklyDigest } from '../../support/told-alerts.ts';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

function schemaOf(name: string) {
  return JSON.parse(readFileSync(new URL(`../../../docs/${name}-v1.schema.json`, import.meta.url), 'utf8'));
}

function checked(name: string) {
  const options = { strict: true, allowUnionTypes: true, formats: { 'date-time': DATE_TIME } };
  const validate = new Ajv2020(options).compile(schemaOf(name));
  return (document: unknown) => {
    validate(JSON.parse(JSON.stringify(document)));
    return validate.errors;
  };
}

const DOCUMENTS = [
  ['digest', digestDocument(weeklyDigest())],
  ['storm', stormDocument(stormSummary())],
] as const;

describe.each(DOCUMENTS)('the schema of a %s', (name, document) => {
  const errorsOf = checked(name);

  test('accepts the document', () => {
    expect(errorsOf(document)).toBeNull();
  });

  test('refuses one that lacks a field, has a field more, or one of another type, at every level', () => {
    const paths = pathsOf(JSON.parse(JSON.stringify(document)));

    for (const path of paths) {
      const [lacking, more, other] = [1, 2, 3].map(() => at(JSON.parse(JSON.stringify(document)), path));
      delete lacking?.holder[lacking.name];
      if (more) more.holder.surprise = 1;
      if (other) other.holder[other.name] = { surprise: 1 };

      const refused = [lacking, more, other].map((each) => errorsOf(each?.document) !== null);
      expect([path.join('.'), ...refused]).toEqual([path.join('.'), true, true, true]);
    }
    expect(paths.length).toBeGreaterThan(15);
  });

  test('knows every kind and every severity', () => {
    const { kind, severity } = schemaOf(name).$defs;

    expect(kind.enum).toEqual(FINDING_KINDS);
    expect(severity.enum.toSorted()).toEqual(SEVERITIES.toSorted());
  });
});

describe('the document of a digest', () => {
  const errorsOf = checked('digest');

  test('is as described where it holds nothing', () => {
    const nothing = {
      registries: [],
      opened: [],
      openAlerts: [],
      best: [],
      resolved: { count: 0, alerts: [] },
    };

    expect(errorsOf(digestDocument(weeklyDigest(nothing)))).toBeNull();
    expect(
      errorsOf(digestDocument(weeklyDigest({ registries: [digestRegistry({ change: null })] }))),
    ).toBeNull();
  });

  test('holds the fifty registries that store most, and how many there are', () => {
    const registries = Array.from({ length: 60 }, (_, storedBytes) => digestRegistry({ storedBytes }));

    const document = digestDocument(weeklyDigest({ registries }));

    expect(document.registryCount).toBe(60);
    expect(document.registries.map(({ storedBytes }) => storedBytes)).toEqual(
      Array.from({ length: 50 }, (_, position) => 59 - position),
    );
  });

  test('is bounded, whatever comes from outside', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (where, headline) => {
        const things = weeklyDigest().best.map((thing) => ({
          ...thing,
          where,
          headline,
          firstStep: headline,
        }));
        const alerts = weeklyDigest().resolved.alerts.map((alert) => ({ ...alert, where, headline }));
        const digest = weeklyDigest({
          best: Array.from({ length: 9 }, () => things).flat(),
          resolved: { count: 30, alerts: Array.from({ length: 15 }, () => alerts).flat() },
        });

        expect(errorsOf(digestDocument(digest))).toBeNull();
        expect(JSON.stringify(digestDocument(digest))).not.toMatch(/\p{Cc}|\p{Cf}|\\[nru]/u);
      }),
    );
  });
});

test('the document of a storm is bounded, whatever comes from outside', () => {
  const errorsOf = checked('storm');
  const alert = { alertId: '0123456789abcdef0123', severity: 'high' } as const;

  fc.assert(
    fc.property(hostileText, hostileText, (where, headline) => {
      const worst = Array.from({ length: 9 }, () => ({ ...alert, where, headline }));
      const document = stormDocument(stormSummary({ worst }));

      expect(errorsOf(document)).toBeNull();
      expect(JSON.stringify(document)).not.toMatch(/\p{Cc}|\p{Cf}|\\[nru]/u);
    }),
  );
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
  return { document, holder, name: path.at(-1) ?? '' };
}
