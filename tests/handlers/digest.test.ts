import { describe, expect, it } from 'vitest';
import { InvalidEventError, PublishFailedError } from '../../src/domain/errors.ts';
import { createDigestWorld } from '../support/digest-world.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { resolved, toldAlert } from '../support/told-alerts.ts';

const GREW = toldAlert(imageGrewFinding());
const DUPLICATE = toldAlert(duplicateLayerFinding());
const MINUTE = 60;

describe('the weekly digest', () => {
  it('is sent where there is something to say', async () => {
    const { keepAlert, handle, announcer, log } = createDigestWorld();
    await keepAlert(GREW);

    await handle({ task: 'digest' });

    expect(announcer.digests).toMatchObject([
      { openAlerts: [{ kind: 'image-grew', count: 1 }], resolved: { count: 0 }, muted: 0 },
    ]);
    expect(log).toEqual([
      {
        level: 'info',
        message: 'a week was looked back at',
        fields: { isSent: true, registries: 0, resolved: 0 },
      },
    ]);
  });

  it('is not sent where there is nothing', async () => {
    const { keepAlert, handle, announcer, log } = createDigestWorld();
    await keepAlert(resolved({ ...GREW, openedAt: '2026-01-01T00:00:00Z' }));

    await handle({ task: 'digest' });

    expect(announcer.digests).toEqual([]);
    expect(log).toMatchObject([{ fields: { isSent: false } }]);
  });

  it('fails where it is not taken, so that Lambda tries again', async () => {
    const { keepAlert, handle, announcer } = createDigestWorld();
    await keepAlert(GREW);
    announcer.isBroken = true;

    await expect(handle({ task: 'digest' })).rejects.toThrow(PublishFailedError);

    announcer.isBroken = false;
    await handle({ task: 'digest' });
    expect(announcer.digests).toHaveLength(1);
  });
});

describe('a storm', () => {
  it('is told once it has come to rest, in one message, and once', async () => {
    const { tellings, clock, handle, announcer, log } = createDigestWorld();
    const at = clock.now().toISOString();
    for (const alert of [GREW, DUPLICATE]) await tellings.fold({ alert, at });

    clock.pass(9 * MINUTE);
    await handle({ task: 'storm' });
    const whileItLasts = announcer.storms.length;
    for (let check = 0; check < 3; check++) {
      clock.pass(10 * MINUTE);
      await handle({ task: 'storm' });
    }

    expect(whileItLasts).toBe(0);
    expect(announcer.storms).toMatchObject([{ count: 2, from: at, to: at }]);
    expect(log).toEqual([{ level: 'info', message: 'alerts were told in a summary', fields: { alerts: 2 } }]);
  });

  it('is told by the next check where the topic did not take it', async () => {
    const { tellings, clock, handle, announcer } = createDigestWorld();
    await tellings.fold({ alert: GREW, at: clock.now().toISOString() });
    clock.pass(10 * MINUTE);
    announcer.isBroken = true;

    await expect(handle({ task: 'storm' })).rejects.toThrow(PublishFailedError);

    announcer.isBroken = false;
    clock.pass(10 * MINUTE);
    await handle({ task: 'storm' });
    expect(announcer.storms).toMatchObject([{ count: 1 }]);
  });

  it('is told after another that is told already', async () => {
    const { tellings, clock, handle, announcer } = createDigestWorld();
    await tellings.fold({ alert: GREW, at: clock.now().toISOString() });
    clock.pass(10 * MINUTE);
    await handle({ task: 'storm' });
    await tellings.fold({ alert: DUPLICATE, at: clock.now().toISOString() });
    clock.pass(10 * MINUTE);

    await handle({ task: 'storm' });

    expect(announcer.storms.map(({ byKind }) => byKind)).toEqual([
      [{ kind: 'image-grew', count: 1 }],
      [{ kind: 'duplicate-layer', count: 1 }],
    ]);
  });

  it('that is none is nothing to tell, nor to log', async () => {
    const { handle, announcer, log } = createDigestWorld();

    await handle({ task: 'storm' });

    expect([announcer.storms, announcer.digests, log]).toEqual([[], [], []]);
  });
});

describe('an input', () => {
  it.each([
    ['a task that nobody knows', { task: 'dig' }],
    ['no task', {}],
    ['nothing', null],
    ['a text', 'digest'],
    ['an event of the scheduler as it would be without an input', { source: 'aws.scheduler' }],
  ])('that is %s is refused, and nothing is told', async (_reason, input) => {
    const { keepAlert, handle, announcer } = createDigestWorld();
    await keepAlert(GREW);

    await expect(handle(input)).rejects.toThrow(InvalidEventError);

    expect([announcer.storms, announcer.digests]).toEqual([[], []]);
  });
});
