import { describe, expect, it, test } from 'vitest';
import { type LayeredPush, pushesOfSameSteps } from '../../src/domain/change-rates.ts';
import { changedPushes, layeredPushes, type PushedStep } from '../support/layered-pushes.ts';

const STEPS: readonly PushedStep[] = [
  ['COPY package.json ./', 1_000],
  ['RUN npm ci', 90_000],
  ['COPY . .', 5_000],
];

describe('pushesOfSameSteps', () => {
  it('stops at the first push of another Dockerfile', () => {
    const [newest, before, first] = layeredPushes(STEPS, 'xaaa xaab xaac') as [
      LayeredPush,
      LayeredPush,
      LayeredPush,
    ];
    const other = { ...first, layers: first.layers.slice(0, -1) };

    const pushes = pushesOfSameSteps([newest, before, other, first]);

    expect(pushes).toEqual([newest, before]);
  });

  it('leaves out a push of the same image again', () => {
    const [newest, before] = layeredPushes(STEPS, 'xaaa xaab') as [LayeredPush, LayeredPush];

    expect(pushesOfSameSteps([newest, newest, before])).toEqual([newest, before]);
  });

  it('keeps a push of another image with the same layers', () => {
    expect(pushesOfSameSteps(layeredPushes(STEPS, 'xaaa xaaa'))).toHaveLength(2);
  });

  it('keeps a push that came back to older layers', () => {
    expect(pushesOfSameSteps(layeredPushes(STEPS, 'xaaa xaab xaaa'))).toHaveLength(3);
  });

  test.each([
    { change: { instruction: null }, reason: 'an instruction is not known' },
    { change: { origin: null }, reason: 'it is not known where the base ends' },
    { change: { origin: 'base' as const }, reason: 'nothing is its own' },
  ])('has none where of the newest image $reason', ({ change }) => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaab'), ({ origin }) =>
      origin === 'own' ? change : {},
    );

    expect(pushesOfSameSteps(pushes)).toEqual([]);
  });

  it('stops at a push whose instructions are not known', () => {
    const pushes = changedPushes(layeredPushes(STEPS, 'xaaa xaab xaac'), ({ origin, instruction }, push) => ({
      instruction: push === 2 && origin === 'own' ? null : instruction,
    }));

    expect(pushesOfSameSteps(pushes)).toHaveLength(2);
  });

  it('has none of none', () => {
    expect(pushesOfSameSteps([])).toEqual([]);
  });
});
