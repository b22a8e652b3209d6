import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { estimateChangeRates, type LayeredPush } from '../../src/domain/change-rates.ts';
import type { PlacedLayer } from '../../src/domain/placed-layers.ts';
import { fakeDigest } from '../support/builders.ts';
import { changedPushes, layeredPushes, type PushedStep } from '../support/layered-pushes.ts';

const STEPS: readonly PushedStep[] = [
  ['COPY package.json ./', 1_000],
  ['RUN npm ci', 90_000],
  ['COPY . .', 5_000],
];

/** The rates of pushes that have some. */
function ratesOf(pushes: readonly LayeredPush[]) {
  const rates = estimateChangeRates(pushes);
  if (rates === null) throw new Error('nothing can be compared');
  return rates;
}

describe('estimateChangeRates', () => {
  test.each([
    { contents: 'xaaa', tells: ['0/0', '0/0', '0/0'], reason: 'one push has none before it' },
    { contents: 'xaaa xaab', tells: ['0/1', '0/1', '1/1'], reason: 'the highest changed' },
    {
      contents: 'xaaa xbbb',
      tells: ['1/1', '0/0', '0/0'],
      reason: 'what is above the first change is rebuilt',
    },
    { contents: 'xaaa xabb', tells: ['0/1', '1/1', '0/0'], reason: 'only what stands above it is not known' },
    { contents: 'xaaa ybbb', tells: ['0/0', '0/0', '0/0'], reason: 'a new base rebuilds everything' },
    {
      contents: 'xaaa ybab',
      tells: ['0/0', '0/1', '0/0'],
      reason: 'the same on a new base: it did not change',
    },
    {
      contents: 'xaaa xbab',
      tells: ['1/1', '0/1', '0/0'],
      reason: 'the same above a change: it did not change',
    },
    {
      contents: 'xaaa xbab xcac xdcd',
      tells: ['3/3', '1/3', '0/0'],
      reason: 'what is always built the same did change when it is another',
    },
    {
      contents: 'xaaa xbba xccb',
      tells: ['2/2', '0/0', '1/2'],
      reason: 'of two rebuilt layers one with the same digest tells of itself alone',
    },
    { contents: 'xaaa xaaa', tells: ['0/1', '0/1', '0/1'], reason: 'another image of the same layers' },
    { contents: 'xaaa xaab xbbc xbbd', tells: ['1/3', '0/2', '2/2'], reason: 'pushes add up' },
  ])('counts $tells in $contents ($reason)', ({ contents, tells }) => {
    const { steps } = ratesOf(layeredPushes(STEPS, contents));

    expect(steps.map(({ changes, trials }) => `${changes}/${trials}`)).toEqual(tells);
  });

  it('estimates even odds without evidence and never 0 or 1', () => {
    const { steps } = ratesOf(layeredPushes(STEPS, 'xaaa xbbb xccc xddd'));

    expect(steps.map(({ rate }) => rate)).toEqual([3.5 / 4, 0.5, 0.5]);
  });

  it('tells the pushes on the same base and the mean bytes that were new in them', () => {
    const rates = ratesOf(layeredPushes(STEPS, 'xaaa xaab xbbc ybbc'));

    expect(rates).toMatchObject({ pushes: 2, pushedBytes: (5_000 + 96_000) / 2 });
  });

  it('counts no bytes that the push before had in another place', () => {
    const [newest, before] = layeredPushes(STEPS, 'xaaa xaab') as [LayeredPush, LayeredPush];
    const copied = { ...before.layers[1], digest: newest.layers[3]?.digest } as PlacedLayer;

    const rates = ratesOf([newest, { ...before, layers: before.layers.with(1, copied) }]);

    expect(rates.pushedBytes).toBe(1_000);
  });

  it('takes what is only compressed in another way as unchanged', () => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaaa'), (layer, push) => ({
      digest: fakeDigest(`${push} ${layer.digest}`),
    }));

    const { steps, pushedBytes } = ratesOf(pushes);

    expect(steps.map(({ changes, trials }) => `${changes}/${trials}`)).toEqual(['0/1', '0/1', '0/1']);
    expect(pushedBytes).toBe(96_000);
  });

  it('goes by the digests where no diff IDs are known', () => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaab'), () => ({ diffId: null }));

    const { steps } = ratesOf(pushes);

    expect(steps.map(({ changes }) => changes)).toEqual([0, 0, 1]);
  });

  it('marks the steps that come out the same whatever changes below them', () => {
    const { steps } = ratesOf(layeredPushes(STEPS, 'xaaa xbab'));

    expect(steps.map(({ isIndependent }) => isIndependent)).toEqual([false, true, false]);
  });

  test.each([
    { sizeBytes: 0, reason: 'no bytes' },
    { sizeBytes: 32, reason: 'an archive without entries' },
  ])('leaves out a step whose layer has $sizeBytes bytes ($reason)', ({ sizeBytes }) => {
    const steps: PushedStep[] = [['RUN true', sizeBytes], ...STEPS];

    const rates = ratesOf(layeredPushes(steps, 'xeaaa xeaab'));

    expect(rates.steps.map(({ instruction }) => instruction)).toEqual(
      STEPS.map(([instruction]) => instruction),
    );
  });

  it('gives a layer that stands twice its bytes once', () => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaab'), ({ position }) =>
      position > 2 ? { digest: fakeDigest('twice') } : {},
    );

    const { steps } = ratesOf(pushes);

    expect(steps.map(({ sizeBytes }) => sizeBytes)).toEqual([1_000, 90_000, 0]);
  });

  it('compares up to the first push of another Dockerfile only', () => {
    const pushes = layeredPushes(STEPS, 'xaaab xaaa xaab xbbc');

    expect(estimateChangeRates(pushes)).toEqual(estimateChangeRates(pushes.slice(0, 3)));
  });

  it('knows nothing where the instructions are not known, or there is no push', () => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaab'), () => ({ instruction: null }));

    expect(estimateChangeRates(pushes)).toBeNull();
    expect(estimateChangeRates([])).toBeNull();
  });

  it('counts no more changes than trials, and no more trials than pushes', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 12 }), (contents) => {
        const { steps, pushes } = ratesOf(layeredPushes(STEPS, contents.join(' ')));

        expect(pushes).toBeLessThan(contents.length);
        for (const { changes, trials, rate } of steps) {
          expect(changes).toBeLessThanOrEqual(trials);
          expect(trials).toBeLessThan(contents.length);
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThan(1);
        }
      }),
    );
  });
});
