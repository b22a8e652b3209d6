import { describe, expect, it, test } from 'vitest';
import { predecessorsOf } from '../../src/domain/predecessors.ts';
import { versionLine } from '../../src/domain/version-order.ts';
import { at } from './../support/builders.ts';

const MINUTE = 60;

/** As if pushed this many minutes before the image at hand. */
function version(tag: string, minutesBefore = 24 * 60) {
  return { tag, line: versionLine(tag), pushedAt: at(-minutesBefore * MINUTE) };
}

describe('predecessorsOf', () => {
  test.each([
    { below: [], tags: [], reason: 'nothing is below it' },
    { below: [version('1.4.1'), version('1.4.0')], tags: ['1.4.1', '1.4.0'], reason: 'its own line' },
    { below: [version('1.4.1'), version('1.3.9')], tags: ['1.4.1'], reason: 'its own line, and no other' },
    { below: [version('1.4.1', 0), version('1.3.9')], tags: ['1.4.1'], reason: 'however recent' },
    {
      below: [version('1.3.9'), version('1.2.7')],
      tags: ['1.3.9', '1.2.7'],
      reason: 'first of its line: lower ones',
    },
    {
      below: [version('1.3.9', 14), version('1.2.7')],
      tags: ['1.2.7'],
      reason: 'built together: no predecessor',
    },
    { below: [version('1.3.9', 1)], tags: ['1.3.9'], reason: 'only built together: somebody tries it out' },
    { below: [version('1.3.9', 0)], tags: [], reason: 'pushed at the same moment' },
    { below: [version('1.3.9', 15)], tags: ['1.3.9'], reason: 'a quarter of an hour before' },
  ])('are $tags ($reason)', ({ below, tags }) => {
    const found = predecessorsOf(version('1.4.2', 0), below);

    expect(found.map(({ tag }) => tag)).toEqual(tags);
  });

  it('are those of before by time alone where no tag has a version', () => {
    const below = [version('latest', 5), version('latest', 10)];

    expect(predecessorsOf(version('latest', 0), below)).toEqual(below);
  });
});
