import { expect, it } from 'vitest';
import { raiseAlert } from '../../src/domain/raise-alert.ts';
import { at } from '../support/builders.ts';
import { Crash } from '../support/crash.ts';
import { duplicateLayerFinding } from '../support/findings.ts';
import { createWorld } from '../support/in-memory-ports.ts';

const FINDING = duplicateLayerFinding({ repositories: ['team/api'], repositoryCount: 2 });

it('of two at once one publishes and the other comes again', async () => {
  const world = createWorld();

  const raised = await Promise.allSettled([
    raiseAlert(world.deps, FINDING, at()),
    raiseAlert(world.deps, FINDING, at()),
  ]);

  expect(raised.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(raised[1]).toMatchObject({ reason: { code: 'ALERT_IN_FLIGHT' } });
  expect(world.publisher.published).toMatchObject([{ state: 'open', revision: 1 }]);
});

it('of two at once one publishes again what a crash left, and the other comes again', async () => {
  const world = createWorld();
  const crashed = raiseAlert(new Crash(4, 'before').interrupt(world.deps), FINDING, at());
  await expect(crashed).rejects.toThrow();
  world.clock.pass(120);

  const raised = await Promise.allSettled([
    raiseAlert(world.deps, FINDING, at()),
    raiseAlert(world.deps, FINDING, at()),
  ]);

  expect(raised.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(world.publisher.published).toMatchObject([{ state: 'open', revision: 1 }]);
});

it('of two at once the one that lost looks again, and is silent where the other told it', async () => {
  const world = createWorld();
  const { alerts } = world;
  let isFirst = true;
  const beaten = {
    ...world.deps,
    alerts: {
      ...alerts,
      async keep(...next: Parameters<typeof alerts.keep>) {
        if (isFirst) await raiseAlert(world.deps, FINDING, at());
        isFirst = false;
        return alerts.keep(...next);
      },
    },
  };

  expect(await raiseAlert(beaten, FINDING, at())).toBeNull();
  expect(world.publisher.published).toMatchObject([{ state: 'open', revision: 1 }]);
});
