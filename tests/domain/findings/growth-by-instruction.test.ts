import { expect, it } from 'vitest';
import { growthByInstruction } from '../../../src/domain/findings/growth-evidence.ts';
import type { Layer } from '../../../src/domain/image.ts';
import { layer } from '../../support/builders.ts';
import { comparisonOf } from '../../support/comparisons.ts';

function grown(before: readonly Layer[], after: readonly Layer[]) {
  return growthByInstruction(comparisonOf(before, after));
}

function made(instruction: string | null, sizeBytes: number) {
  return layer(`${instruction} of ${sizeBytes}`, sizeBytes, { instruction });
}

it('compares what an instruction made before with what it made now', () => {
  const base = made('FROM debian', 100);
  const before = [base, made('RUN npm ci', 50), made('COPY . .', 5)];
  const after = [base, made('RUN npm ci', 70), made('COPY . .', 4)];

  expect(grown(before, after)).toEqual([{ instruction: 'RUN npm ci', bytesBefore: 50, bytesAfter: 70 }]);
});

it('shows an instruction that was not there before', () => {
  const base = made('FROM debian', 100);

  expect(grown([base], [base, made('RUN apt-get install gcc', 40)])).toEqual([
    { instruction: 'RUN apt-get install gcc', bytesBefore: 0, bytesAfter: 40 },
  ]);
});

it('shows the largest growth first, and five at most', () => {
  const before = [made('base', 1)];
  const after = [3, 7, 1, 5, 2, 6].map((size) => made(`RUN ${size}`, size));

  expect(grown(before, after).map(({ instruction }) => instruction)).toEqual([
    'RUN 7',
    'RUN 6',
    'RUN 5',
    'RUN 3',
    'RUN 2',
  ]);
});

it('adds up the layers of instructions that read the same', () => {
  const before = [made('bazel build ...', 10), made('bazel build ...', 20)];
  const after = [made('bazel build ...', 10), made('bazel build ...', 45)];

  expect(grown(before, after)).toEqual([{ instruction: 'bazel build ...', bytesBefore: 30, bytesAfter: 55 }]);
});

it('counts a layer that stands twice once', () => {
  const twice = made('RUN touch', 30);

  expect(grown([made('base', 1)], [twice, twice])).toEqual([
    { instruction: 'RUN touch', bytesBefore: 0, bytesAfter: 30 },
  ]);
});

it('counts a layer that two instructions made for the first of them', () => {
  const empty = made('RUN touch', 30);
  const again = { ...empty, instruction: 'RUN touch again' };

  expect(grown([made('base', 1)], [empty, again])).toEqual([
    { instruction: 'RUN touch', bytesBefore: 0, bytesAfter: 30 },
  ]);
});

it('is silent about a step that was only moved', () => {
  const [one, other] = [made('RUN a', 10), made('RUN b', 20)];

  expect(grown([one, other], [other, one])).toEqual([]);
});

it('gathers what is unknown before and after', () => {
  const before = [made(null, 10), made('COPY . .', 5)];
  const after = [made(null, 25), made(null, 3), made('COPY . .', 6)];

  expect(grown(before, after)).toEqual([
    { instruction: null, bytesBefore: 10, bytesAfter: 28 },
    { instruction: 'COPY . .', bytesBefore: 5, bytesAfter: 6 },
  ]);
});

it('shows unknown layers that are new', () => {
  const base = made('FROM debian', 100);

  expect(grown([base], [base, made(null, 40)])).toEqual([
    { instruction: null, bytesBefore: 0, bytesAfter: 40 },
  ]);
});

it('guesses nothing where known instructions took the place of unknown ones', () => {
  const before = [made(null, 100), made(null, 190)];
  const after = [made('FROM debian', 101), made('COPY . .', 210)];

  expect(grown(before, after)).toEqual([]);
});

it('is not put off by unknown layers that stayed', () => {
  const base = made(null, 100);

  expect(grown([base, made('COPY . .', 5)], [base, made('COPY . .', 9)])).toEqual([
    { instruction: 'COPY . .', bytesBefore: 5, bytesAfter: 9 },
  ]);
});

it('gathers the layers of the base under FROM', () => {
  const before = [made('ADD rootfs', 100), made('RUN locale', 10), made('COPY . .', 5)];
  const after = [made('ADD rootfs', 150), made('RUN locale', 12), made('COPY . .', 5)];

  expect(growthByInstruction(comparisonOf(before, after, 2))).toEqual([
    { instruction: 'FROM node:22', bytesBefore: 110, bytesAfter: 162 },
  ]);
});
