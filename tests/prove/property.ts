import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { createInMemoryItems, type InMemoryTable } from '../support/in-memory-items.ts';
import { answers, truth, unreadImages, wrongEndings, wrongTellings } from './answers.ts';
import { wrongBases } from './bases.ts';
import { LAYER_SIZES } from './model.ts';
import { misplacedImages } from './placed-images.ts';
import { type Plan, Simulation } from './simulation.ts';

const repository = fc.constantFrom('team/web', 'team/web', 'api', 'platform/base');
const tag = fc.constantFrom('latest', 'latest', 'latest', 'web-3');
const content = fc.constantFrom(0, 0, 1, 1, 2, 3, 4);
const part = fc.nat(LAYER_SIZES.length - 1);

const contents = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('image' as const),
        parts: fc.array(part, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('artifact' as const),
        parts: fc.array(part, { maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('index' as const),
        parts: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 5 },
);

const action = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('push' as const),
      repository,
      content,
      tag: fc.option(tag, { freq: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('delete' as const), repository, content }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('untag' as const), repository, tag }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('store' as const),
      repository,
      content,
      storageClass: fc.constantFrom('archive' as const, 'standard' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('drop' as const), repository }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('set' as const),
      repository,
      series: fc.constantFrom(null, '@-:', '+-@', '@t', 'no pattern'),
    }),
  },
);

const rarely = fc.constantFrom(0, 0, 0.3);

export const plans: fc.Arbitrary<Plan> = fc.record({
  contents,
  actions: fc.array(action, { minLength: 1, maxLength: 12 }),
  seed: fc.integer(),
  duplicated: rarely,
  lost: rarely,
  misfortunes: fc.constantFrom(0, 3, 8),
  reconciliations: fc.constantFrom(0, 0, 1, 3),
  nights: fc.constantFrom(0, 0, 2, 6),
});

/** What all runs together came to. */
export interface Tally {
  histories: number;
  /** Calls to the outside, each of which may be a process's last. */
  calls: number;
  crashes: number;
  /** Histories in which something got lost. */
  reconciled: number;
}

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    histories: a.histories + b.histories,
    calls: a.calls + b.calls,
    crashes: a.crashes + b.crashes,
    reconciled: a.reconciled + b.reconciled,
  };
}

export const NOTHING_YET: Tally = { histories: 0, calls: 0, crashes: 0, reconciled: 0 };

/** An empty table, and all that is in it, to be compared with what is in it later. */
export interface Store {
  readonly items: Items;
  readonly snapshot: () => unknown | Promise<unknown>;
}

function createInMemoryStore(): Store {
  const table: InMemoryTable = new Map();
  return { items: createInMemoryItems(table), snapshot: () => structuredClone(table) };
}

/** The property itself: whatever happens, the service ends up saying what is so. */
export async function holds(plan: Plan, { items, snapshot }: Store, tally: Tally): Promise<void> {
  const simulation = new Simulation(plan, items);
  await simulation.run();
  tally.histories += 1;
  tally.crashes += simulation.crashes;
  tally.calls += simulation.calls;
  if (simulation.missed.length > 0) {
    tally.reconciled += 1;
    await simulation.reconcile();
  }
  const unread = await unreadImages(simulation);
  const expected = truth(simulation.model, unread);
  assert.deepEqual(await answers(simulation), expected);
  assert.deepEqual(await wrongTellings(simulation, unread), []);
  await simulation.nights();
  assert.deepEqual(await wrongTellings(simulation, unread), []);
  assert.deepEqual(await wrongEndings(simulation, unread), []);
  assert.deepEqual(await wrongBases(simulation, unread), []);

  assert.equal(await simulation.reconcile(), 0, 'a reconciliation finds something wrong');
  assert.deepEqual(await misplacedImages(simulation), []);
  // What comes late may tell something new; what comes again may not.
  await simulation.replay();
  await simulation.nights();
  const before = await snapshot();
  const told = simulation.published.length;
  await simulation.replay();
  await simulation.reconcile();
  await simulation.nights();
  assert.deepEqual(await snapshot(), before);
  assert.equal(simulation.published.length, told);
  assert.deepEqual(await answers(simulation), expected);
}

export function property(tally: Tally) {
  return fc.asyncProperty(plans, (plan) => holds(plan, createInMemoryStore(), tally));
}
