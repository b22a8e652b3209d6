import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderAlert } from '../../src/domain/alert-message.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../support/findings.ts';

const LAYER = {
  ...{ ...REGISTRY, digest: fakeDigest('layer'), diffId: null },
  ...{ sizeBytes: 187_300_000, repositoryCount: 3 },
};

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 400 }),
  fc.constantFrom('\r\nBcc: everyone', '\u202egnp.exe', '\ud800', 'a'.repeat(5_000), ' '.repeat(300)),
);
const alerts = fc.oneof(
  fc
    .record({
      repository: hostile,
      series: hostile,
      platform: fc.option(hostile),
      tags: fc.array(hostile, { maxLength: 30 }),
      instructions: fc.array(
        fc.record({
          instruction: fc.option(hostile),
          bytesBefore: fc.maxSafeNat(),
          bytesAfter: fc.maxSafeNat(),
        }),
        { maxLength: 9 },
      ),
      sizeBytes: fc.maxSafeNat(),
      grownBytes: fc.maxSafeNat(),
    })
    .map((finding) => alertOf(imageGrewFinding(finding))),
  fc
    .record({
      repositories: fc.array(hostile, { minLength: 2, maxLength: 30 }),
      instruction: fc.option(hostile),
      sizeBytes: fc.integer({ min: 50_000_000, max: 54_525_952_000 }),
    })
    .map((layer) => alertOf(duplicateLayerFinding(layer))),
  fc
    .record({
      totals: fc.record({
        repositories: fc.nat(),
        images: fc.nat(),
        storedBytes: fc.maxSafeNat(),
        duplicateBytes: fc.maxSafeNat(),
      }),
      instructions: fc.array(fc.option(hostile), { maxLength: 9 }),
    })
    .map(({ totals, instructions }) => {
      const layers = instructions.map((instruction) => ({ ...LAYER, instruction }));
      return alertOf(registryScannedFinding(totals, layers));
    }),
);

test('whatever comes from outside, the subject is one line of at most 99 printable ASCII characters', () => {
  fc.assert(
    fc.property(alerts, (alert) => {
      expect(renderAlert(alert).subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever comes from outside, the text has no control characters but its line breaks, and no value adds a line', () => {
  fc.assert(
    fc.property(alerts, (alert) => {
      const { text } = renderAlert(alert);

      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(text.split('\n').length).toBeLessThanOrEqual(36);
    }),
  );
});

test('whatever comes from outside, every string and list of the JSON is bounded', () => {
  fc.assert(
    fc.property(alerts, (alert) => {
      JSON.stringify(renderAlert(alert).json, (_key, value: unknown) => {
        if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(300);
        if (Array.isArray(value)) expect(value.length).toBeLessThanOrEqual(10);
        return value;
      });
    }),
  );
});
