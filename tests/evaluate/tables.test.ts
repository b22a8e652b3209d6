import { describe, expect, it } from 'vitest';
import { fakeDigest } from '../support/builders.ts';
import type { Version } from './recording.ts';
import { agreementTable, alertTable, grouped, growthTable, table } from './tables.ts';
import type { Judgement, Verdict } from './verdicts.ts';

const VERSION: Version = {
  ...{
    repository: 'web',
    digest: fakeDigest('image'),
    sizeBytes: 1,
    pushedAt: '',
    tags: [],
    series: 'default',
  },
  ...{ line: '', isInventory: false, pushCount: 1 },
};
const STEP = { version: VERSION, levelBytes: 1, fate: 'lasting' } as const;

describe('table', () => {
  it('is Markdown in columns, the first one to the left', () => {
    expect(
      table([
        ['kind', 'n'],
        ['a', '10'],
      ]),
    ).toEqual(['| kind |   n |', '| ---- | --: |', '| a    |  10 |']);
  });
});

describe('alertTable', () => {
  it('has what was told of each kind, and the sum', () => {
    const lines = alertTable(
      [
        { kind: 'image-grew', open: 3, grew: 1, resolved: 2, left: 1 },
        { kind: 'same-content', open: 1, grew: 0, resolved: 0, left: 1 },
      ],
      2_000,
    );

    expect(lines.map((line) => line.replaceAll(/ +/g, ' ')).slice(2)).toEqual([
      '| `image-grew` | 3 | 1 | 2 | 3.0 | 1 |',
      '| `same-content` | 1 | 0 | 0 | 0.5 | 1 |',
      '| all | 4 | 1 | 2 | 3.5 | 2 |',
    ]);
  });
});

describe('growthTable', () => {
  it('has the shares of what was told of the steps, and of what was false of the alerts', () => {
    const verdicts: Verdict[] = ['lasting', 'lasting', 'late', 'passing', 'none', 'open'];
    const judgement: Judgement<unknown, Version> = {
      verdicts: new Map(verdicts.map((verdict, place) => [place, verdict])),
      ...{ atOnce: [STEP, STEP], folded: [], late: [STEP], missed: [STEP] },
    };

    const [, , line] = growthTable([{ name: 'rule', judgement }]);

    expect(line?.replaceAll(/ +/g, ' ')).toBe(
      '| rule | 4 | 3 | 2 | 0 | 1 | 1 | 75.0 % | 6 | 1 | 1 | 33.3 % | 1 |',
    );
  });
});

describe('agreementTable', () => {
  it('says of how many cases', () => {
    const [, , line] = agreementTable([{ name: 'order', cases: 2_000, equal: 1_999, tried: 1_234_567 }]);

    expect(line).toContain('1,999 of 2,000');
    expect(line).toContain('1,234,567');
  });
});

describe('grouped', () => {
  it('has a comma at each thousand', () => {
    expect([7, 1_000, 33_910, 1_234_567].map(grouped)).toEqual(['7', '1,000', '33,910', '1,234,567']);
  });
});
