import { expect, it } from 'vitest';
import { rememberSettings } from '../../src/domain/known-settings.ts';
import { at, REPOSITORY } from '../support/builders.ts';
import { patternOf, seriesPatterns } from '../support/repository-settings.ts';

const OTHER = { ...REPOSITORY, repository: 'api' };

it('a repository is asked for once in five minutes, whatever the answer was', async () => {
  let now = new Date(at());
  const values: Record<string, string> = {};
  const remembered = rememberSettings(seriesPatterns(values), () => now);

  const found: unknown[] = [];
  for (const [seconds, value] of [
    [0, undefined],
    [1, '@-:'],
    [299, '@-:'],
    [300, '@-:'],
    [599, ':-@'],
    [600, ':-@'],
  ] as const) {
    if (value !== undefined) values[REPOSITORY.repository] = value;
    now = new Date(at(seconds));
    found.push(await remembered.seriesPattern(REPOSITORY));
  }

  const [first, second] = [patternOf('@-:'), patternOf(':-@')];
  expect(found).toEqual([null, null, null, first, first, second]);
});

it('repositories are remembered apart', async () => {
  const remembered = rememberSettings(seriesPatterns({ api: '@-:' }), () => new Date(at()));

  expect(await remembered.seriesPattern(REPOSITORY)).toBeNull();
  expect(await remembered.seriesPattern(OTHER)).toEqual(patternOf('@-:'));
});

it('what could not be read is asked for again', async () => {
  let asked = 0;
  const settings = {
    seriesPattern: async () => {
      asked += 1;
      if (asked === 1) throw new Error('the table is gone');
      return patternOf('@-:');
    },
  };
  const remembered = rememberSettings(settings, () => new Date(at()));

  await expect(remembered.seriesPattern(REPOSITORY)).rejects.toThrow('the table is gone');
  expect(await remembered.seriesPattern(REPOSITORY)).toEqual(patternOf('@-:'));
});
