import { describe, expect, test } from 'vitest';
import { renderAlert } from '../../src/domain/alert-message.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import { alertOf, registryScannedFinding } from '../support/findings.ts';

const NOTHING = { repositories: 0, images: 0, storedBytes: 0, uniqueBytes: 0, duplicateBytes: 0 };

function layer(seed: string, instruction: string | null) {
  const digest = fakeDigest(seed);
  return { ...REGISTRY, digest, diffId: null, instruction, sizeBytes: 100_000_000, repositoryCount: 4 };
}

describe('of a first scan', () => {
  test('the text says what happened, where and how much, then the worst of it, then what to do', () => {
    const alert = alertOf(registryScannedFinding());

    const { text } = renderAlert(alert);

    expect(text.split('\n')).toEqual([
      'The first scan of 123456789012/eu-west-1 is done: 3 repositories, 200 images, 2.0 GB stored, at most 374.6 MB of duplicates.',
      '',
      'The most wasteful layers:',
      '- 187.3 MB in 3 repositories: at most 374.6 MB of duplicates',
      '  RUN apt-get install -y build-essential',
      `  ${fakeDigest('layer')}`,
      '',
      'Stored once, everything would take 1.6 GB.',
      'The duplicates cost at most 0.03 USD a month.',
      'From now on you are told of what is new.',
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

  test('the subject names the registry and the duplicates', () => {
    expect(renderAlert(alertOf(registryScannedFinding())).subject).toBe(
      'Layerwatch [low] 123456789012/eu-west-1 was scanned: at most 374.6 MB of duplicates',
    );
  });

  test('at most five layers are named; an unknown instruction is called unknown', () => {
    const layers = ['1', '2', '3', '4', '5', '6'].map((seed) => layer(seed, null));

    const { text } = renderAlert(alertOf(registryScannedFinding({}, layers)));

    expect(text).toContain(
      `- 100.0 MB in 4 repositories: at most 300.0 MB of duplicates\n  an instruction that is not known\n  ${fakeDigest('5')}\n`,
    );
    expect(text).not.toContain(fakeDigest('6'));
  });

  test('a registry without duplicates needs nothing', () => {
    const finding = registryScannedFinding({ ...NOTHING, repositories: 1, images: 1, storedBytes: 512 }, []);

    const { subject, text } = renderAlert(alertOf(finding));

    expect(subject).toBe('Layerwatch [low] 123456789012/eu-west-1 was scanned: no duplicates');
    expect(text.split('\n').slice(0, 6)).toEqual([
      'The first scan of 123456789012/eu-west-1 is done: 1 repository, 1 image, 512 B stored, no duplicates.',
      '',
      'From now on you are told of what is new.',
      '',
      'What to do:',
      '1. Nothing: no layer is stored more than once.',
    ]);
  });
});
