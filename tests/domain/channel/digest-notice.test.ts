import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestNotice } from '../../../src/domain/channel/digest-notice.ts';
import { renderEmail } from '../../../src/domain/channel/email-message.ts';
import { hostileNotice } from '../../support/notices.ts';
import { digestRegistry, weeklyDigest } from '../../support/told-alerts.ts';

const NOTHING = {
  registries: [],
  opened: [],
  openAlerts: [],
  best: [],
  resolved: { count: 0, alerts: [] },
  muted: 0,
};

function mailOf(digest: Parameters<typeof weeklyDigest>[0]) {
  const { subject, text } = renderEmail(digestNotice(weeklyDigest(digest)));
  return { subject, text, lines: text.split('\n') };
}

describe('the mail of a week', () => {
  test('says in its first lines what is stored, what is duplicate, and what became of the alerts', () => {
    const { subject, lines } = mailOf({});

    expect(subject).toBe(
      'Layerwatch week to 2026-11-23: 123456789012/eu-west-1 stores 2.0 TB, at most 374.6 GB duplicate',
    );
    expect(lines.slice(0, 3)).toEqual([
      '123456789012/eu-west-1 stores 2.0 TB (+41.2 GB), at most 374.6 GB of it duplicates (−3.1 GB).',
      '',
      '6 alerts opened, 2 resolved, 23 open, 2 muted.',
    ]);
  });

  test('sums up several registries, and names the ten that store most', () => {
    const registries = Array.from({ length: 12 }, (_, position) =>
      digestRegistry({ region: `eu-west-${position}`, storedBytes: 10 ** 12 + position, bound: 'exact' }),
    );

    const { lines, text } = mailOf({ registries });

    expect(lines[0]).toBe('12 registries store 12.0 TB (+494.4 GB), 4.5 TB of it duplicates (−37.2 GB).');
    expect(lines.filter((line) => /^- 123456789012\/eu-west-\d+: /.test(line))).toHaveLength(10);
    expect(text).toContain('- 123456789012/eu-west-2: 40 repositories, 2310 images');
    expect(text).toContain('- and 2 more');
  });

  test('says nothing of the week before where it is not known of all', () => {
    const registries = [digestRegistry(), digestRegistry({ region: 'us-east-1', change: null })];

    const { lines, text } = mailOf({ registries });

    expect(lines[0]).toBe('2 registries store 4.0 TB, at most 749.2 GB of it duplicates.');
    expect(text).toContain('  2.0 TB stored, 1.6 TB if each layer were stored once');
  });

  test('calls unchanged what is unchanged, and no duplicates none', () => {
    const change = { storedBytes: 0, duplicateBytes: 0 };
    const small = { repositories: 1, images: 1, storedBytes: 512, uniqueBytes: 512, duplicateBytes: 0 };

    const { lines, text } = mailOf({
      registries: [digestRegistry({ ...small, duplicateCostUsd: 0, change })],
    });

    expect(lines[0]).toBe('123456789012/eu-west-1 stores 512 B (unchanged), no duplicates.');
    expect(text).toContain('- 123456789012/eu-west-1: 1 repository, 1 image\n');
    expect(text).toContain('  at most 0 B of duplicates (unchanged)\n');
  });

  test('says which numbers are not whole yet', () => {
    const { lines, text } = mailOf({ registries: [digestRegistry({ complete: false, change: null })] });

    expect(lines[0]).toMatch(/of it duplicates, as far as scanned\.$/);
    expect(text).toContain('  not fully scanned yet: these numbers still grow');
  });

  test('has no heading without lines, and no word of muted alerts where there are none', () => {
    const { lines } = mailOf({ ...NOTHING, registries: [digestRegistry()] });

    expect(lines.filter((line) => line.endsWith(':'))).toEqual(['The registry:']);
    expect(lines[2]).toBe('0 alerts opened, 0 resolved, 0 open.');
  });

  test('counts the resolved alerts that it does not name', () => {
    const { resolved } = weeklyDigest();

    expect(mailOf({ resolved: { ...resolved, count: 14 } }).text).toContain('- and 12 more');
  });

  test('can be made of nothing', () => {
    expect(mailOf(NOTHING).lines[0]).toBe('0 registries store 0 B, no duplicates.');
  });
});

describe('any mail', () => {
  test('has a subject of at most 99 printable ASCII characters, and no line that came from outside', () => {
    fc.assert(
      fc.property(hostileNotice, (notice) => {
        const { subject, text } = renderEmail(notice);

        expect(subject).toMatch(/^Layerwatch [\x20-\x7e]{0,88}$/);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 200 },
    );
  });
});
