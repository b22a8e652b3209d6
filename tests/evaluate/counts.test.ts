import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../src/domain/alert.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { at, fakeDigest } from '../support/builders.ts';
import { alertOf, duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { countByKind, countReopened, tellingsOf, tellingsPerDigest } from './counts.ts';

function told(finding: Finding, ...states: readonly AlertState[]) {
  return states.map((state, day) => ({ alert: alertOf(finding, { state }), at: at(day) }));
}

describe('countByKind', () => {
  it('counts the alerts of each kind by state, and those that are left', () => {
    const alerts = [
      ...told(imageGrewFinding(), 'open', 'grew', 'resolved'),
      ...told(duplicateLayerFinding(), 'open'),
    ];

    expect(countByKind(alerts, ['duplicate-layer'])).toEqual([
      { kind: 'duplicate-layer', open: 1, grew: 0, resolved: 0, left: 1 },
      { kind: 'image-grew', open: 1, grew: 1, resolved: 1, left: 0 },
    ]);
  });
});

describe('countReopened', () => {
  it('counts what came back after it was resolved, and not what grew', () => {
    const alerts = [
      ...told(imageGrewFinding(), 'open', 'resolved', 'open', 'resolved', 'open'),
      ...told(duplicateLayerFinding(), 'open', 'grew', 'resolved'),
    ];

    expect(countReopened(alerts)).toEqual({ subjects: 1, times: 2 });
  });
});

describe('tellingsPerDigest', () => {
  it('tells of a digest when it is found and when its duplicate bytes have doubled', () => {
    const sight = (seed: string, repositoryCount: number, second: number) => ({
      ...{ repository: 'team/web', digest: fakeDigest('image'), at: at(second) },
      finding: duplicateLayerFinding({ digest: fakeDigest(seed), repositoryCount }),
    });
    const sightings = [sight('known', 2, 0), sight('known', 2, 1), sight('new', 2, 1), sight('new', 3, 2)];

    expect(tellingsPerDigest(sightings, at(0))).toEqual({ alerts: 1, told: 2 });
  });
});

describe('tellingsOf', () => {
  it('counts alerts once, and what was told of each but for its end', () => {
    const alerts = told(duplicateLayerFinding(), 'open', 'grew', 'resolved');

    expect(tellingsOf('duplicate-layer', alerts)).toEqual({ alerts: 1, told: 2 });
  });
});
