import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FINDING_KINDS } from '../../src/domain/findings/finding.ts';
import { isMutedBy, type Mute, parseKinds, parseMute } from '../../src/domain/mute.ts';

const END = { until: '2026-12-31', reason: null };
const NO_END = 'must say to which day: image-grew until YYYY-MM-DD reason, or all until YYYY-MM-DD';

describe('a mute', () => {
  test.each([
    { value: 'all until 2026-12-31', mute: { ...END, kinds: null }, reason: 'everything' },
    { value: 'until 2026-12-31', mute: { ...END, kinds: null }, reason: 'no kind stands for all' },
    { value: 'image-grew until 2026-12-31', mute: { ...END, kinds: ['image-grew'] }, reason: 'one kind' },
    {
      value: 'layer-order image-grew  layer-order until 2026-12-31',
      mute: { ...END, kinds: ['image-grew', 'layer-order'] },
      reason: 'several kinds, each once',
    },
    { value: 'image-grew all until 2026-12-31', mute: { ...END, kinds: null }, reason: 'all holds the rest' },
    {
      value: ' Image-Grew UNTIL 2026-12-31 ',
      mute: { ...END, kinds: ['image-grew'] },
      reason: 'small and capital letters are one',
    },
    {
      value: 'all until 2026-12-31 the  new runtime',
      mute: { ...END, kinds: null, reason: 'the new runtime' },
      reason: 'a reason',
    },
    {
      value: 'all until 2026-12-31 muted until 2027-01-31 by mistake',
      mute: { ...END, kinds: null, reason: 'muted until 2027-01-31 by mistake' },
      reason: 'the first end counts',
    },
    {
      value: 'all until 2020-02-29',
      mute: { kinds: null, until: '2020-02-29', reason: null },
      reason: 'a day of the past is no problem',
    },
  ])('is read from "$value" ($reason)', ({ value, mute }) => {
    expect(parseMute(value)).toEqual(mute);
  });

  test.each([
    { value: '', problem: NO_END, reason: 'nothing' },
    { value: 'all', problem: NO_END, reason: 'no end' },
    { value: 'image-grew forever', problem: NO_END, reason: 'no end' },
    { value: 'all until', problem: NO_END, reason: 'no day' },
    { value: 'all until tomorrow', problem: NO_END, reason: 'no day of the calendar' },
    { value: 'all until 2026-02-30', problem: NO_END, reason: 'no day of the calendar' },
    { value: 'all until 2026-13-01', problem: NO_END, reason: 'no day of the calendar' },
    { value: 'all until 31.12.2026', problem: NO_END, reason: 'another order' },
    { value: 'all until 2026-12-31T00:00:00Z', problem: NO_END, reason: 'a time' },
    { value: 'alluntil 2026-12-31', problem: NO_END, reason: 'no space' },
  ])('is not read from "$value" ($reason)', ({ value, problem }) => {
    expect(parseMute(value)).toEqual({ problem });
  });

  it('names what was meant where a kind does not exist', () => {
    expect(parseMute('image-grow until 2026-12-31')).toEqual({
      problem: `names a kind of finding that does not exist; did you mean image-grew? Known are ${FINDING_KINDS.join(', ')}`,
    });
    expect(parseMute('everything until 2026-12-31')).toEqual({
      problem: `names a kind of finding that does not exist; known are ${FINDING_KINDS.join(', ')}`,
    });
  });

  it('is made of any kinds', () => {
    expect(parseKinds(FINDING_KINDS)).toEqual(FINDING_KINDS);
    expect(parseKinds([])).toEqual([]);
  });

  it('has a reason of one short line', () => {
    const parsed = parseMute(`all until 2026-12-31 a\nb\u202e${'c'.repeat(300)}`);

    expect(parsed).toMatchObject({ reason: expect.stringMatching(/^a b c{195}…$/) });
  });

  it('is read from any text without an exception, in no time', () => {
    const piece = fc.oneof(fc.constantFrom(' ', 'until', 'until ', '2026-12-31', 'all', '\n'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 100 }), (pieces) => {
        const start = performance.now();
        parseMute(pieces.join(''));

        expect(performance.now() - start).toBeLessThan(100);
      }),
    );
  });
});

describe('a finding is muted', () => {
  const some: Mute = { ...END, kinds: ['image-grew'] };
  const all: Mute = { ...END, kinds: null };
  const lastMoment = '2026-12-31T23:59:59.999Z';
  test.each([
    { mute: null, kind: 'image-grew', at: lastMoment, isMuted: false, reason: 'nothing is' },
    { mute: all, kind: 'layer-order', at: '2026-01-01T00:00:00Z', isMuted: true, reason: 'all are' },
    { mute: some, kind: 'image-grew', at: lastMoment, isMuted: true, reason: 'its kind is, to the last day' },
    { mute: some, kind: 'layer-order', at: lastMoment, isMuted: false, reason: 'another kind is' },
    { mute: some, kind: 'image-grew', at: '2027-01-01T00:00:00Z', isMuted: false, reason: 'it is over' },
    { mute: all, kind: 'image-grew', at: '2026-12-31T23:30:00-01:00', isMuted: false, reason: 'it is UTC' },
  ] as const)('$isMuted for $kind at $at ($reason)', ({ mute, kind, at, isMuted }) => {
    expect(isMutedBy(mute, kind, new Date(at))).toBe(isMuted);
  });
});
