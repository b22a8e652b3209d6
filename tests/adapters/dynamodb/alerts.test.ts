import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import type { KeptAlert } from '../../../src/domain/alert-ports.ts';
import { type RaiseAlertDependencies, raiseAlert } from '../../../src/domain/raise-alert.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { at } from '../../support/builders.ts';
import { type Connection, useDynamodb } from '../../support/dynamodb.ts';
import type { CrashAt } from '../../support/dynamodb-calls.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../../support/findings.ts';
import { Clock, InMemoryPublisher, NO_SETTINGS } from '../../support/in-memory-ports.ts';

const createTable = useDynamodb();

function kept(alert: Partial<Alert> = {}, more: Partial<KeptAlert> = {}): KeptAlert {
  return {
    alert: alertOf(duplicateLayerFinding(), alert),
    publishedRevision: 0,
    publishedState: null,
    claimedUntil: at(120),
    mute: null,
    ...more,
  };
}

const ID = kept().alert.id;

describe('an alert that is kept', () => {
  test('comes back as it was, of either kind; there is none before', async () => {
    const { alerts } = await createTable();
    const [duplicate, grew] = [kept(), { ...kept(), alert: alertOf(imageGrewFinding({ platform: null })) }];
    const before = await alerts.find(ID);

    const answers = [await alerts.keep(duplicate, null), await alerts.keep(grew, null)];

    expect(before).toBeNull();
    expect(answers).toEqual([true, true]);
    expect(await alerts.find(ID)).toEqual(duplicate);
    expect(await alerts.find(grew.alert.id)).toEqual(grew);
  });

  test('is carried on by whoever knows the last revision and its claim', async () => {
    const { alerts } = await createTable();
    const next = kept({ revision: 2, state: 'grew' }, { publishedRevision: 1, claimedUntil: at(240) });
    await alerts.keep(kept(), null);

    const answer = await alerts.keep(next, kept());

    expect(answer).toBe(true);
    expect(await alerts.find(ID)).toEqual(next);
  });

  test.each([
    ['does not know of it', null],
    ['knows an older revision', kept({ revision: 1 })],
    ['knows an older claim', kept({ revision: 2 }, { claimedUntil: at(60) })],
    ['knows a revision that is yet to come', kept({ revision: 3 })],
  ])('is left alone by whoever %s', async (_reason, before) => {
    const { alerts } = await createTable();
    await alerts.keep(kept({ revision: 2 }), null);

    const answer = await alerts.keep(kept({ revision: 3, state: 'grew' }), before);

    expect(answer).toBe(false);
    expect(await alerts.find(ID)).toEqual(kept({ revision: 2 }));
  });

  test('is not made by whoever believes that there was one', async () => {
    const { alerts } = await createTable();

    expect(await alerts.keep(kept({ revision: 2 }), kept())).toBe(false);
    expect(await alerts.find(ID)).toBeNull();
  });

  test('is kept by one of ten at once', async () => {
    const { connect } = await createTable();

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        connect().alerts.keep(kept({}, { claimedUntil: at(number) }), null),
      ),
    );

    expect(answers.filter((won) => won)).toHaveLength(1);
  });
});

describe('the mark that it was published', () => {
  test('changes nothing else', async () => {
    const { alerts } = await createTable();
    await alerts.keep(kept(), null);

    await alerts.markPublished(kept().alert);

    expect(await alerts.find(ID)).toEqual(kept({}, { publishedRevision: 1, publishedState: 'open' }));
  });

  test('of an earlier revision does not take back that of a later one', async () => {
    const { alerts } = await createTable();
    await alerts.keep(kept({ revision: 2 }), null);
    await alerts.markPublished(kept({ revision: 2 }).alert);

    await alerts.markPublished(kept().alert);

    expect((await alerts.find(ID))?.publishedRevision).toBe(2);
  });

  test('makes no alert where there is none', async () => {
    const { alerts } = await createTable();

    await alerts.markPublished(kept().alert);

    expect(await alerts.find(ID)).toBeNull();
  });
});

describe('raising an alert', () => {
  const publisher = () => new InMemoryPublisher();

  function deps({ alerts }: Connection, clock: Clock, to: InMemoryPublisher): RaiseAlertDependencies {
    const settings = NO_SETTINGS;
    const world = { settings, thresholds: DEFAULT_THRESHOLDS, mutedKinds: [] };
    return { ...world, alerts, publisher: to, now: () => clock.now() };
  }

  test('of ten processes at once publishes once; the others are to come again, and find it told', async () => {
    const { connect } = await createTable();
    const [clock, topic] = [new Clock(), publisher()];
    const raise = () => raiseAlert(deps(connect(), clock, topic), duplicateLayerFinding(), at());

    const answers = await Promise.allSettled(Array.from({ length: 10 }, raise));
    const again = await Promise.all(Array.from({ length: 10 }, raise));

    expect(topic.published).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(again).toEqual(Array.from({ length: 10 }, () => null));
  });

  test.each(['before', 'after'] as const)(
    'that crashes %s any call is told by the next one, once the lease is over',
    async (when) => {
      const outcomes: unknown[] = [];
      for (const call of [1, 2, 3]) {
        const { connect, alerts } = await createTable();
        const [clock, topic] = [new Clock(), publisher()];
        const crash: CrashAt = { call, when };
        await expect(
          raiseAlert(deps(connect(crash), clock, topic), duplicateLayerFinding(), at()),
        ).rejects.toThrow();
        const early = await raiseAlert(deps(connect(), clock, topic), duplicateLayerFinding(), at()).catch(
          (error: unknown) => (error instanceof Error ? error.name : error),
        );
        clock.pass(121);

        await raiseAlert(deps(connect(), clock, topic), duplicateLayerFinding(), at());

        const { publishedRevision, alert } = (await alerts.find(ID)) ?? kept();
        outcomes.push([call, early !== 'AlertInFlightError', topic.published.length, publishedRevision]);
        expect(alert).toEqual(alertOf(duplicateLayerFinding(), { openedAt: at(), updatedAt: at() }));
      }

      // Published twice only where the mark was lost: call 1 reads, 2 keeps, 3 marks.
      expect(outcomes).toEqual(
        when === 'before'
          ? [
              [1, true, 1, 1],
              [2, true, 1, 1],
              [3, false, 2, 1],
            ]
          : [
              [1, true, 1, 1],
              [2, false, 1, 1],
              [3, true, 1, 1],
            ],
      );
    },
  );
});
