import { expect, it } from 'vitest';
import { rememberSettings } from '../../src/domain/known-settings.ts';
import { at, REPOSITORY } from '../support/builders.ts';
import { NO_RULES, rulesOf, seriesPatterns } from '../support/repository-settings.ts';

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
    found.push(await remembered.of(REPOSITORY));
  }

  const [first, second] = [rulesOf({ series: '@-:' }), rulesOf({ series: ':-@' })];
  expect(found).toEqual([NO_RULES, NO_RULES, NO_RULES, first, first, second]);
});

it('repositories are remembered apart', async () => {
  const remembered = rememberSettings(seriesPatterns({ api: '@-:' }), () => new Date(at()));

  expect(await remembered.of(REPOSITORY)).toEqual(NO_RULES);
  expect(await remembered.of(OTHER)).toEqual(rulesOf({ series: '@-:' }));
});

it('what could not be read is asked for again', async () => {
  let asked = 0;
  const settings = {
    of: async () => {
      asked += 1;
      if (asked === 1) throw new Error('the table is gone');
      return rulesOf({ lambda: 'true' });
    },
  };
  const remembered = rememberSettings(settings, () => new Date(at()));

  await expect(remembered.of(REPOSITORY)).rejects.toThrow('the table is gone');
  expect(await remembered.of(REPOSITORY)).toEqual(rulesOf({ lambda: 'true' }));
});
