import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  parseRepositorySettings,
  SETTING_EXAMPLES,
  thresholdsFor,
} from '../../src/domain/repository-settings.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { rulesOf } from '../support/repository-settings.ts';

const NOTHING = { series: null, owners: [], lambda: null, mute: null, thresholds: {}, problems: {} };
const DEFAULT_BYTES = 'the default of 10000000 is used';
const NO_OWNER =
  'must be one to 10 names with spaces between them, each of at most 100 characters; no owner is named';

describe('the settings of a repository', () => {
  test.each([
    { tags: {}, rules: {}, reason: 'nothing is set' },
    { tags: { series: '@-:' }, rules: { series: { text: '@-:' } }, reason: 'a pattern' },
    { tags: { owner: 'team-orders' }, rules: { owners: ['team-orders'] }, reason: 'an owner' },
    {
      tags: { owner: ' Orders  jobs@example.com Orders ' },
      rules: { owners: ['Orders', 'jobs@example.com'] },
      reason: 'several owners, each once, in capital letters where they are',
    },
    { tags: { lambda: 'true' }, rules: { lambda: true }, reason: 'for Lambda' },
    { tags: { lambda: ' False' }, rules: { lambda: false }, reason: 'not for Lambda' },
    {
      tags: { mute: 'all until 2026-12-31' },
      rules: { mute: { kinds: null, until: '2026-12-31', reason: null } },
      reason: 'a mute',
    },
    {
      tags: { 'growth-percent': '15.5', 'growth-bytes': '25MB', 'drift-days': '60' },
      rules: { thresholds: { growthPercent: 15.5, growthBytes: 25_000_000, driftDays: 60 } },
      reason: 'growth',
    },
    {
      tags: { 'base-outdated-days': '14', 'leftover-bytes': '0', 'lambda-image-bytes': '3GB' },
      rules: { thresholds: { baseOutdatedDays: 14, leftoverBytes: 0, lambdaImageBytes: 3_000_000_000 } },
      reason: 'three more thresholds',
    },
    {
      tags: { 'layer-order-percent': '40', 'layer-order-bytes': '1000' },
      rules: { thresholds: { layerOrderPercent: 40, layerOrderBytes: 1_000 } },
      reason: 'the order of layers',
    },
  ])('are what $tags say ($reason)', ({ tags, rules }) => {
    expect(rulesOf(tags)).toEqual({ ...NOTHING, ...rules });
  });

  test.each([
    {
      tags: { 'growth-bytes': 'ten' },
      problem: `must be a whole number of bytes, like 25000000 or 25MB (it is "ten"); ${DEFAULT_BYTES}`,
      reason: 'no number',
    },
    {
      tags: { 'growth-bytes': '' },
      problem: `must be a whole number of bytes, like 25000000 or 25MB (it is empty); ${DEFAULT_BYTES}`,
      reason: 'nothing',
    },
    {
      tags: { 'growth-bytes': `secret ${'x'.repeat(40)}` },
      problem: `must be a whole number of bytes, like 25000000 or 25MB; ${DEFAULT_BYTES}`,
      reason: 'a long value is not repeated',
    },
    {
      tags: { 'growth-bytes': '1\u202e2' },
      problem: `must be a whole number of bytes, like 25000000 or 25MB; ${DEFAULT_BYTES}`,
      reason: 'what cannot be printed is not repeated',
    },
    {
      tags: { 'growth-bytes': '1'.repeat(257) },
      problem: `must have at most 256 characters; ${DEFAULT_BYTES}`,
      reason: 'longer than AWS allows',
    },
    {
      tags: { 'growth-percent': '15 percent' },
      problem:
        'must be a number of percent, like 15 or 15.5, without a % sign (it is "15 percent"); the default of 10 is used',
      reason: 'no number',
    },
    {
      tags: { 'drift-days': '0' },
      problem: 'must be from 1 to 365 (it is "0"); the default of 30 is used',
      reason: 'no day at all',
    },
    {
      tags: { lambda: 'maybe' },
      problem: 'must be true or false (it is "maybe"); what its base says is used',
      reason: 'neither',
    },
    {
      tags: { series: 'orders' },
      problem: '@ has to stand in it exactly once (it is "orders"); the ordinary rule for tags is used',
      reason: 'no pattern',
    },
    {
      tags: { owner: '  ' },
      problem: NO_OWNER.replace(';', ' (it is empty);'),
      reason: 'nobody',
    },
    {
      tags: { owner: 'a b c d e f g h i j k' },
      problem: NO_OWNER.replace(';', ' (it is "a b c d e f g h i j k");'),
      reason: 'eleven',
    },
    { tags: { owner: `a ${'b'.repeat(101)}` }, problem: NO_OWNER, reason: 'a very long name' },
    {
      tags: { mute: 'all' },
      problem:
        'must say to which day: image-grew until YYYY-MM-DD reason, or all until YYYY-MM-DD (it is "all"); nothing is muted',
      reason: 'no end',
    },
  ])('without $tags, which is a problem ($reason)', ({ tags, problem }) => {
    expect(rulesOf(tags)).toEqual({ ...NOTHING, problems: { [String(Object.keys(tags)[0])]: problem } });
  });

  test.each([
    { name: 'growht-percent', near: 'growth-percent', reason: 'a typing error' },
    { name: 'Lambda', near: 'lambda', reason: 'AWS tells capital letters apart' },
    { name: 'colour', near: null, reason: 'something else' },
    { name: '', near: null, reason: 'no name' },
    { name: '__proto__', near: null, reason: 'a name of the language' },
    { name: 'large-layer-bytes', near: null, reason: 'several repositories have to agree on it' },
  ])('cannot be $name: $near is suggested ($reason)', ({ name, near }) => {
    const { problems, ...rules } = parseRepositorySettings(
      new Map([
        [name, '1'],
        ['owner', 'a'],
      ]),
    );

    const known = [...SETTING_EXAMPLES.keys()].join(', ');
    expect({ ...rules, owners: [] }).toEqual({ ...rules, ...NOTHING, problems: undefined });
    expect(Object.entries(problems)).toEqual([
      [name, `there is no such setting; ${near ? `did you mean ${near}? Known` : 'known'} are ${known}`],
    ]);
  });

  it('that cannot be used do not touch the others', () => {
    const { owners, thresholds, problems } = rulesOf({ owner: 'a', 'growth-bytes': '5', 'drift-days': 'x' });

    expect([owners, thresholds]).toEqual([['a'], { growthBytes: 5 }]);
    expect(Object.keys(problems)).toEqual(['drift-days']);
  });

  it('name the default of the deployment', () => {
    const tags = new Map([['growth-percent', 'x']]);

    const { problems } = parseRepositorySettings(tags, { ...DEFAULT_THRESHOLDS, growthPercent: 33 });

    expect(problems).toEqual({ 'growth-percent': expect.stringMatching(/the default of 33 is used$/) });
  });

  it('are read from any tags without an exception', () => {
    const name = fc.oneof(fc.constantFrom(...SETTING_EXAMPLES.keys()), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.string({ unit: 'binary', maxLength: 300 })), { maxLength: 8 }),
        (tags) => {
          expect(() => parseRepositorySettings(new Map(tags))).not.toThrow();
        },
      ),
    );
  });
});

it('each setting has an example that can be used, once a day stands in it', () => {
  const tags = [...SETTING_EXAMPLES].map(
    ([name, value]) => [name, value.replace('YYYY-MM-DD', '2026-12-31')] as const,
  );

  expect(parseRepositorySettings(new Map(tags)).problems).toEqual({});
});

it('the thresholds of a repository are its own, and the others those of the deployment', () => {
  const defaults = { ...DEFAULT_THRESHOLDS, growthBytes: 7, driftDays: 8 };

  const thresholds = thresholdsFor(defaults, rulesOf({ 'growth-bytes': '0' }));

  expect(thresholds).toEqual({ ...DEFAULT_THRESHOLDS, growthBytes: 0, driftDays: 8 });
});
