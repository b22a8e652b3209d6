import { describe, expect, it, test } from 'vitest';
import {
  noteAlert,
  type RaiseAlertDependencies,
  raiseAlert,
  resolveAlert,
} from '../../src/domain/raise-alert.ts';
import { at, fakeDigest } from '../support/builders.ts';
import { Crash } from '../support/crash.ts';
import { imageGrewFinding, present } from '../support/findings.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';

const NEVER = Number.POSITIVE_INFINITY;
const LEASE_SECONDS = 120;
const FINDING = imageGrewFinding();
const LARGER = imageGrewFinding({
  digest: fakeDigest('larger'),
  baselineBytes: FINDING.sizeBytes,
  sizeBytes: 2 * FINDING.sizeBytes,
});
const AGAIN = imageGrewFinding({ digest: fakeDigest('again') });

type Step = (deps: RaiseAlertDependencies, id: string) => Promise<unknown>;

const raise: Step = (deps) => raiseAlert(deps, FINDING, at(1));
const grow: Step = (deps) => raiseAlert(deps, LARGER, at(2));
const carry: Step = (deps, id) =>
  noteAlert(deps, id, (alert) => ({ ...alert, seenIn: fakeDigest('as large') }));
const resolve: Step = (deps, id) => resolveAlert(deps, id, 'It is small again.', at(3));
const reopen: Step = (deps) => raiseAlert(deps, AGAIN, at(4));

/** What an alert may have gone through, and the step that is interrupted. */
const STORIES = [
  { reason: 'raised', before: [], step: raise },
  { reason: 'grown', before: [raise], step: grow },
  { reason: 'carried on', before: [raise], step: carry },
  { reason: 'resolved', before: [raise, grow, carry], step: resolve },
  { reason: 'opened again', before: [raise, resolve], step: reopen },
] as const;

async function kept({ reader }: World) {
  const [only] = (await reader.alerts({}, { limit: 10, cursor: null })).items;
  if (!only) return null;
  const { claimedUntil: _claimedUntil, ...rest } = only;
  return rest;
}

async function idOf({ reader }: World): Promise<string> {
  return (await reader.alerts({}, { limit: 1, cursor: null })).items[0]?.alert.id ?? '';
}

async function tell(before: readonly Step[], step: Step, crash: Crash): Promise<World> {
  const world = createWorld();
  for (const each of before) await each(world.deps, await idOf(world));
  const id = await idOf(world);
  const isDone = await step(crash.interrupt(world.deps), id).then(
    () => true,
    () => false,
  );
  if (isDone) return world;
  world.clock.pass(LEASE_SECONDS);
  await step(world.deps, id);
  return world;
}

describe.each(STORIES)('an alert that is $reason', ({ before, step }) => {
  it('ends the same after a crash at any call, and all of it is told', async () => {
    const untroubled = new Crash(NEVER, 'before');
    const expected = await tell(before, step, untroubled);
    const told = expected.publisher.published.map(({ state, revision }) => `${state} ${revision}`);

    for (let call = 1; call <= untroubled.calls; call++)
      for (const when of ['before', 'after'] as const) {
        const world = await tell(before, step, new Crash(call, when));

        expect({ call, when, kept: await kept(world) }).toEqual({ call, when, kept: await kept(expected) });
        const again = world.publisher.published.map(({ state, revision }) => `${state} ${revision}`);
        expect([...new Set(again)]).toEqual(told);
        // Only where the mark was lost is anything told twice.
        expect(again.length - told.length).toBeLessThanOrEqual(1);
      }
    expect(untroubled.calls).toBeGreaterThan(1);
  });
});

describe('of two processes at once', () => {
  test.each(STORIES.filter(({ reason }) => reason !== 'carried on'))(
    'one tells that it is $reason',
    async ({ before, step }) => {
      const world = createWorld();
      for (const each of before) await each(world.deps, await idOf(world));
      const id = await idOf(world);
      const count = world.publisher.published.length;

      const settled = await Promise.allSettled([step(world.deps, id), step(world.deps, id)]);

      expect(world.publisher.published).toHaveLength(count + 1);
      expect(settled.map(({ status }) => status)).toContain('fulfilled');
    },
  );

  it('one resolves while the other carries on, and in the end both are so', async () => {
    const world = createWorld();
    await raise(world.deps, '');
    const id = await idOf(world);

    await Promise.allSettled([resolve(world.deps, id), carry(world.deps, id)]);
    world.clock.pass(LEASE_SECONDS);
    await Promise.allSettled([resolve(world.deps, id), carry(world.deps, id)]);

    expect(present(await kept(world))).toMatchObject({
      alert: { state: 'resolved', revision: 2 },
      publishedRevision: 2,
    });
  });
});
