import { describe, expect, it } from 'vitest';
import { estimateChangeRates } from '../../src/domain/change-rates.ts';
import { advisedOrder, bestOrder, expectedBytes } from '../../src/domain/layer-order.ts';
import { createRandom, type Random } from '../../src/local/random.ts';
import { layeredPushes, type PushedStep } from '../support/layered-pushes.ts';

const SERIES = 800;
const PUSHES = 20;
const MB = 1_000_000;

/** A step with the rate that only the simulation knows. */
interface TrueStep {
  readonly rate: number;
  readonly sizeBytes: number;
}

/** Two to ten steps of 10 kB to 500 MB: half of them hardly ever change, a fifth almost always. */
function randomSteps(random: Random): TrueStep[] {
  return Array.from({ length: random.between(2, 10) }, () => {
    const kind = random.fraction();
    const [least, most] = kind < 0.5 ? [0.005, 0.1] : kind < 0.8 ? [0.1, 0.6] : [0.8, 0.99];
    return {
      rate: least + (most - least) * random.fraction(),
      sizeBytes: Math.round(10_000 * 50_000 ** random.fraction()),
    };
  });
}

/** What the pushes look like from outside: a letter for each version of a step's layer. */
function randomPushes(steps: readonly TrueStep[], random: Random) {
  const versions = steps.map(() => 0);
  const contents = Array.from({ length: PUSHES }, (_, push) => {
    let hasChanged = false;
    for (const [place, { rate }] of steps.entries()) {
      hasChanged ||= random.fraction() < rate;
      if (hasChanged) versions[place] = push;
    }
    return `x${versions.map((version) => String.fromCharCode(97 + version)).join('')}`;
  });
  const named = steps.map(({ sizeBytes }, place): PushedStep => [`COPY ${place} ./`, sizeBytes]);
  return layeredPushes(named, contents.join(' '));
}

/** What one advice really does, in expected bytes of a push. */
interface Outcome {
  readonly now: number;
  readonly advised: number;
  readonly best: number;
}

/** The advice for one random series; null where the estimated saving is under the thresholds. */
function advise(random: Random): Outcome | null {
  const truth = randomSteps(random);
  const rates = estimateChangeRates(randomPushes(truth, random));
  const steps = rates?.steps ?? [];
  const order = advisedOrder(steps, () => true);
  const [estimate, saved] = [expectedBytes(steps), expectedBytes(steps) - expectedBytes(order)];
  if (saved < 50 * MB || saved < 0.25 * estimate) return null;
  const advised = order.map((step) => truth[steps.indexOf(step)] as TrueStep);
  return {
    now: expectedBytes(truth),
    advised: expectedBytes(advised),
    best: expectedBytes(bestOrder(truth)),
  };
}

describe('advice on the order of layers', () => {
  it('gets most of what is to be saved, and hardly ever makes it worse, with rates that are only estimated', () => {
    const random = createRandom(5);

    const outcomes = Array.from({ length: SERIES }, () => advise(random)).filter(
      (outcome) => outcome !== null,
    );

    const shares = outcomes
      .map(({ now, advised, best }) => (now - advised) / (now - best))
      .sort((a, b) => a - b);
    const worse = outcomes.filter(({ now, advised }) => advised > now * (1 + 1e-9));
    expect(outcomes.length).toBeGreaterThan(SERIES / 5);
    expect(shares[Math.floor(shares.length / 2)]).toBeGreaterThan(0.93);
    expect(shares[Math.floor(shares.length / 20)]).toBeGreaterThan(0.4);
    expect(worse.length / outcomes.length).toBeLessThan(0.01);
    for (const { now, advised } of worse) expect(advised / now).toBeLessThan(1.15);
  });
});
