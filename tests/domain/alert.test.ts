import { describe, expect, it, test } from 'vitest';
import {
  ALERT_STATES,
  type Alert,
  carriedOn,
  imageOf,
  nextAlert,
  resolvedAlert,
  SETTLED,
} from '../../src/domain/alert.ts';
import { alertId, subjectOf } from '../../src/domain/alert-subject.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest } from '../support/builders.ts';
import { everyFinding } from '../support/every-finding.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';

function next(before: Alert | null, finding: Finding, time = at(5), owners: readonly string[] = []) {
  return nextAlert(before, { finding, at: time, owners }, DEFAULT_THRESHOLDS);
}

const KINDS = everyFinding().map((finding) => [finding.kind, finding] as const);

describe.each(KINDS)('an alert of %s', (kind, finding) => {
  it('opens with the first finding', () => {
    expect(next(null, finding, at(5), ['team-a'])).toEqual({
      id: alertId(kind, subjectOf(finding)),
      kind,
      severity: finding.severity,
      state: 'open',
      subject: subjectOf(finding),
      finding,
      owners: ['team-a'],
      openedAt: at(5),
      updatedAt: at(5),
      resolution: null,
      seenIn: imageOf(finding),
      absentSince: null,
      successors: [],
      revision: 1,
    });
  });

  it('is silent about the same fact', () => {
    expect(next(alertOf(finding), finding)).toBeNull();
  });

  it('is resolved once, with the reason', () => {
    const opened = alertOf(finding);

    expect(resolvedAlert(opened, 'It is gone.', at(60))).toEqual({
      ...opened,
      state: 'resolved',
      resolution: 'It is gone.',
      updatedAt: at(60),
      revision: 2,
    });
  });
});

describe('an alert that was resolved', () => {
  const resolved = resolvedAlert(alertOf(duplicateLayerFinding()), 'It is gone.', at(60));

  it('opens again, as the same alert', () => {
    expect(next(resolved, duplicateLayerFinding(), at(90), ['team-b'])).toMatchObject({
      ...{ id: resolved.id, state: 'open', revision: 3, resolution: null, owners: ['team-b'] },
      ...{ openedAt: at(90), updatedAt: at(90) },
    });
  });

  it('does not open again with the image in which it was seen last: that is an event of before', () => {
    const gone = resolvedAlert(alertOf(imageGrewFinding()), 'It is gone.', at(60));

    expect(next(gone, imageGrewFinding(), at(90))).toBeNull();
    expect(next(gone, imageGrewFinding({ digest: fakeDigest('later') }), at(90))?.state).toBe('open');
  });

  it('does not open again with growth of many pushes that was told as one step', () => {
    const told = alertOf(imageGrewFinding());
    const lookingBack = imageGrewFinding({ digest: fakeDigest('later'), sinceDays: 31 });
    const wanted = next(resolvedAlert(told, SETTLED, at(60)), lookingBack, at(90));
    const mended = next(resolvedAlert(told, 'It is as small as before.', at(60)), lookingBack, at(90));

    expect(wanted).toBeNull();
    expect(mended).toMatchObject({ state: 'open' });
  });

  it('is carried on no more', () => {
    expect(carriedOn(resolved, duplicateLayerFinding({ digest: fakeDigest('another') }))).toBeNull();
  });
});

describe('the time of an alert', () => {
  const opened = alertOf(duplicateLayerFinding(), { updatedAt: at(50) });

  test.each([
    { time: at(70), updatedAt: at(70), reason: 'news' },
    { time: at(10), updatedAt: at(50), reason: 'an event that is late' },
  ])('becomes $updatedAt at $time ($reason)', ({ time, updatedAt }) => {
    const grown = next(opened, duplicateLayerFinding({ repositoryCount: 9 }), time);

    expect(grown?.updatedAt).toBe(updatedAt);
    expect(grown?.openedAt).toBe(opened.openedAt);
    expect(resolvedAlert(opened, 'It is gone.', time).updatedAt).toBe(updatedAt);
  });
});

describe('an alert that is carried on', () => {
  it('is known from a later image of its series', () => {
    const [opened, later] = [alertOf(imageGrewFinding()), imageGrewFinding({ digest: fakeDigest('later') })];

    expect(carriedOn(opened, later)).toEqual({ ...opened, seenIn: fakeDigest('later') });
    expect(carriedOn(opened, imageGrewFinding())).toBeNull();
  });

  it('is known from a layer that took the place of its own', () => {
    const [opened, successor] = [
      alertOf(duplicateLayerFinding()),
      duplicateLayerFinding({ digest: fakeDigest('built again') }),
    ];

    const carried = carriedOn(opened, successor);

    expect(carried).toEqual({ ...opened, successors: [fakeDigest('built again')] });
    expect(carried && carriedOn(carried, successor)).toBeNull();
    expect(carriedOn(opened, duplicateLayerFinding())).toBeNull();
  });

  it('keeps the last twenty of them, and its id when it grows', () => {
    let carried = alertOf(duplicateLayerFinding());
    for (let number = 1; number <= 25; number++)
      carried = carriedOn(carried, duplicateLayerFinding({ digest: fakeDigest(`${number}`) })) ?? carried;

    const grown = next(carried, duplicateLayerFinding({ digest: fakeDigest('25'), repositoryCount: 9 }));

    expect(carried.successors).toHaveLength(20);
    expect(carried.successors.at(-1)).toBe(fakeDigest('25'));
    expect(grown).toMatchObject({ id: carried.id, state: 'grew', successors: carried.successors });
    expect(grown?.subject).toEqual(carried.subject);
  });
});

it('knows its public words', () => {
  expect(ALERT_STATES).toEqual(['open', 'grew', 'resolved']);
});
