import { describe, expect, test } from 'vitest';
import { renderAlert } from '../../src/domain/alert-message.ts';
import { digestOf } from '../../src/domain/digest.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';

describe('of an image that grew', () => {
  test('the text says what, where and how much, then why, then what to do', () => {
    const alert = alertOf(imageGrewFinding());

    const { text } = renderAlert(alert);

    expect(text.split('\n')).toEqual([
      'team/web:1.4.2 in 123456789012/eu-west-1 grew by 290.2 MB (116.1 %) to 540.2 MB.',
      '',
      'What grew since the image before it:',
      '- RUN npm ci',
      '  120.0 MB → 310.1 MB (+190.1 MB)',
      '- COPY models',
      '  new: 100.1 MB',
      '',
      'Base unchanged, own layers +290.2 MB',
      'Baseline 250.0 MB, the median of the images before it',
      'Series default, linux/arm64',
      `Image ${digestOf('image')}`,
      `Before ${digestOf('predecessor')}, 250.0 MB`,
      '',
      'What to do:',
      expect.stringMatching(/^1\. Look at `[^`]+` first: it/),
      expect.stringMatching(/^2\. /),
      expect.stringMatching(/^3\. /),
      '',
      'Severity high, as of 2026-11-20T10:00:00Z',
      `Alert ${alert.id}, revision 1, open`,
    ]);
  });

  test('the subject names the image and both sizes', () => {
    expect(renderAlert(alertOf(imageGrewFinding())).subject).toBe(
      'Layerwatch [high] team/web:1.4.2 grew by 290.2 MB to 540.2 MB',
    );
  });

  test('an image without a tag is named by the beginning of its digest', () => {
    const { subject, text } = renderAlert(alertOf(imageGrewFinding({ tags: [] })));

    const name = `team/web@${digestOf('image').slice(0, 19)}`;
    expect(subject).toContain(`${name} grew`);
    expect(text).toContain(`${name} in 123456789012/eu-west-1`);
  });

  test('unknown things are called unknown', () => {
    const instruction = { instruction: null, bytesBefore: 1_000, bytesAfter: 3_000 };

    const gathered = renderAlert(alertOf(imageGrewFinding({ instructions: [instruction] }))).text;
    const none = renderAlert(alertOf(imageGrewFinding({ instructions: [], platform: null }))).text;

    expect(gathered).toContain('- layers whose instruction is not known\n  1.0 kB → 3.0 kB (+2.0 kB)');
    expect(none).toContain('It is not known which instruction grew.');
    expect(none).toContain('\nSeries default\n');
  });

  test('a long repository name gives way to the sizes', () => {
    const repository = `${'organisation/'.repeat(18)}web`;

    const { subject } = renderAlert(alertOf(imageGrewFinding({ repository })));

    expect(subject).toHaveLength(99);
    expect(subject).toMatch(/^Layerwatch \[high\] \.\.\..*\/web:1\.4\.2 grew by 290\.2 MB to 540\.2 MB$/);
  });
});

describe('of a duplicate layer', () => {
  test('the text says what, where and at most how much, then why, then what to do', () => {
    const alert = alertOf(duplicateLayerFinding());

    const { text } = renderAlert(alert);

    expect(text.split('\n')).toEqual([
      'A 187.3 MB layer is in 3 repositories of 123456789012/eu-west-1: at most 374.6 MB of duplicates.',
      '',
      'Made by:',
      'RUN apt-get install -y build-essential',
      '',
      'Held by:',
      '- team/api',
      '- team/jobs',
      '- team/web',
      '',
      'Costs at most 0.03 USD a month.',
      `Layer ${digestOf('layer')}`,
      '',
      'What to do (strategy S4):',
      expect.stringMatching(/^1\. Turn on blob mounting/),
      expect.stringMatching(/^2\. /),
      expect.stringMatching(/^3\. /),
      expect.stringMatching(/^4\. Merge repositories only/),
      '',
      'Severity low, as of 2026-11-20T10:00:00Z',
      `Alert ${alert.id}, revision 1, open`,
    ]);
  });

  test('the subject names the registry, the size and the number of repositories', () => {
    expect(renderAlert(alertOf(duplicateLayerFinding())).subject).toBe(
      'Layerwatch [low] 123456789012/eu-west-1 has a 187.3 MB layer in 3 repositories',
    );
  });

  test('an alert that grew says that it is news about something known', () => {
    const { subject, text } = renderAlert(alertOf(duplicateLayerFinding(), { state: 'grew', revision: 2 }));

    expect(subject).toContain('now has a 187.3 MB layer');
    expect(text).toContain('A 187.3 MB layer is now in 3 repositories');
    expect(text).toContain('revision 2, grew');
  });

  test('repositories beyond the listed ones are counted', () => {
    const repositories = Array.from({ length: 12 }, (_, position) => `team/${position}`);

    const { text, json } = renderAlert(alertOf(duplicateLayerFinding({ repositories })));

    expect(text).toContain('- team/9\n- and 2 more\n');
    expect(json.finding).toMatchObject({ repositoryCount: 12, repositories: repositories.slice(0, 10) });
  });

  test('an unknown instruction is called unknown', () => {
    const { text } = renderAlert(alertOf(duplicateLayerFinding({ instruction: null })));

    expect(text).toContain('Made by:\nan instruction that is not known\n');
  });

  test('an exact number is not called an upper bound', () => {
    const { text } = renderAlert(alertOf({ ...duplicateLayerFinding(), bound: 'exact' }));

    expect(text).toContain('eu-west-1: 374.6 MB of duplicates.');
    expect(text).toContain('Costs 0.03 USD a month.');
  });

  test('an amount below a cent is not rounded to nothing', () => {
    const { text } = renderAlert(
      alertOf(duplicateLayerFinding({ sizeBytes: 50_000_000, repositories: ['a1', 'b2'] })),
    );

    expect(text).toContain('Costs less than 0.01 USD a month.');
  });
});
