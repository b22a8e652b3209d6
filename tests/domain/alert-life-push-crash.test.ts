import { expect, test } from 'vitest';
import { Crash } from '../support/crash.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { MB, push, version } from '../support/versions.ts';

const NEVER = Number.POSITIVE_INFINITY;
const LEASE_SECONDS = 120;

/** Pushes images of these sizes, the last one on a process that crashes, and that one once more where it did. */
async function tell(sizes: readonly number[], crash: Crash): Promise<World> {
  const world = createWorld();
  const pushOne = (to: World, place: number) =>
    push(to, version(`${place}`, (sizes[place] ?? 0) * MB), `1.0.${place}`, place);
  const last = sizes.length - 1;
  for (let place = 0; place < last; place++) await pushOne(world, place);
  const outcome = await pushOne({ ...world, deps: crash.interrupt(world.deps) }, last).catch(() => undefined);
  if (outcome?.outcome === 'recorded') return world;
  world.clock.pass(LEASE_SECONDS);
  expect(await pushOne(world, last)).toMatchObject({ outcome: expect.stringMatching('recorded|known') });
  return world;
}

async function stateOf({ reader, images }: World) {
  const { items } = await reader.alerts({}, { limit: 10, cursor: null });
  return { images: await images(), alerts: items.map(({ claimedUntil: _claimedUntil, ...kept }) => kept) };
}

function told({ publisher }: World): string[] {
  return [...new Set(publisher.published.map(({ state, revision }) => `${state} ${revision}`))];
}

test.each([
  { sizes: [30, 60], messages: ['open 1'], reason: 'grew' },
  { sizes: [30, 60, 90], messages: ['open 1', 'grew 2'], reason: 'grew further' },
  { sizes: [30, 60, 61], messages: ['open 1'], reason: 'is as large' },
  { sizes: [30, 60, 61, 30], messages: ['open 1', 'resolved 2'], reason: 'is small again' },
])(
  'a crash at any call of the push of an image that $reason ends as if there had been none',
  async (story) => {
    const untroubled = new Crash(NEVER, 'before');
    const expected = await tell(story.sizes, untroubled);
    expect(told(expected)).toEqual(story.messages);

    for (let call = 1; call <= untroubled.calls; call++)
      for (const when of ['before', 'after'] as const) {
        const world = await tell(story.sizes, new Crash(call, when));

        expect({ call, when, ...(await stateOf(world)) }).toEqual({
          call,
          when,
          ...(await stateOf(expected)),
        });
        expect({ call, when, told: told(world) }).toEqual({ call, when, told: story.messages });
      }
  },
);
