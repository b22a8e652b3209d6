import { expect, test } from 'vitest';
import { createPaint } from '../../src/local/columns.ts';
import { layerTable } from '../../src/local/image-table.ts';
import { at } from '../support/builders.ts';
import { imageAnswer, layerAnswer } from '../support/image-answers.ts';

const plain = createPaint(false);

const IMAGE = imageAnswer([
  layerAnswer('base', {
    sizeBytes: 48_600_000,
    sharePercent: 29.3,
    origin: 'base',
    repositoryCount: 12,
    instruction: 'ADD file in /',
  }),
  layerAnswer('jre', {
    sizeBytes: 92_700_000,
    sharePercent: 55.8,
    origin: 'base',
    diffId: null,
    repositoryCount: 7,
    instruction: null,
  }),
  layerAnswer('app', {
    sizeBytes: 24_800_000,
    sharePercent: 14.9,
    origin: 'own',
    instruction: 'COPY the application and everything it needs to /app',
  }),
]);

test('shows the base below a rule, its own above it, and what each adds up to', () => {
  const lines = layerTable(IMAGE, { width: 100, paint: plain });

  expect(lines).toEqual([
    ' #  DIGEST        DIFF ID           SIZE    SHARE  OTHERS  ORIGIN  INSTRUCTION',
    ' 1  cae662172fd4  ddc0c5568d49   48.6 MB   29.3 %      11  base    ADD file in /',
    ' 2  a6942178b20a  –              92.7 MB   55.8 %       6  base    not known',
    '  2 base layers                 141.3 MB   85.1 %',
    '─'.repeat(100),
    ' 3  a172cedcae47  5e1d159e7d1c   24.8 MB   14.9 %       –  own     COPY the application and everyth…',
    '  1 own layer                    24.8 MB   14.9 %',
  ]);
});

test.each([40, 60, 80, 90, 91, 120, 200])('never takes more than %i columns', (width) => {
  const lines = layerTable(IMAGE, { width, paint: plain });

  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
});

test('cuts digests shorter where the instruction would get too little room', () => {
  const [, narrow] = layerTable(IMAGE, { width: 80, paint: plain });
  const [, wide] = layerTable(IMAGE, { width: 120, paint: plain });

  expect(narrow).toMatch(/^ 1 {2}[0-9a-f]{7} {2}[0-9a-f]{7} .* ADD file in \/$/);
  expect(wide).toMatch(/^ 1 {2}[0-9a-f]{12} {2}[0-9a-f]{12} .* ADD file in \/$/);
});

test('tells no base from its own where it is not known where the base ends', () => {
  const lines = layerTable(imageAnswer(), { width: 120, paint: plain });

  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/– {2}\? {7}RUN a$/);
});

test('counts a layer that stands twice once, where it stands first', () => {
  const repeated = [
    layerAnswer('empty', { sizeBytes: 32, origin: 'base' }),
    layerAnswer('app', { sizeBytes: 968, origin: 'own' }),
    layerAnswer('empty', { sizeBytes: 32, origin: 'own' }),
  ];

  const lines = layerTable(imageAnswer(repeated, { sizeBytes: 1_000 }), { width: 120, paint: plain });

  expect(lines).toContainEqual(expect.stringMatching(/1 base layer .* 32 B {4}3\.2 %$/));
  expect(lines).toContainEqual(expect.stringMatching(/2 own layers .* 968 B {3}96\.8 %$/));
});

test('of a deleted image counts the repositories that still hold a layer', () => {
  const layers = [layerAnswer('a', { repositoryCount: 0 }), layerAnswer('b', { repositoryCount: 2 })];

  const lines = layerTable(imageAnswer(layers, { deletedAt: at(1) }), { width: 120, paint: plain });

  expect(lines[0]).toContain('  REPOS  ');
  expect(lines[1]).toMatch(/ % {6}– {2}\?/);
  expect(lines[2]).toMatch(/ % {6}2 {2}\?/);
});

test('shows of an artifact what its blobs have', () => {
  const layers = [layerAnswer('chart', { instruction: null, diffId: null, sharePercent: 100 })];

  const lines = layerTable(imageAnswer(layers, { kind: 'artifact' }), { width: 120, paint: plain });

  expect(lines[0]).toBe(' #  DIGEST            SIZE    SHARE  OTHERS');
});

test('lets nothing in that moves the cursor', () => {
  const hostile = layerAnswer('a', { instruction: 'RUN \x1b[2J\u009b1A\r\nsecond \u202eline' });

  const lines = layerTable(imageAnswer([hostile]), { width: 120, paint: plain });

  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines).toHaveLength(2);
});

test('in colours takes no more columns than without', () => {
  const bare = layerTable(IMAGE, { width: 80, paint: plain });
  const painted = layerTable(IMAGE, { width: 80, paint: createPaint(true) });

  expect(painted).not.toEqual(bare);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(painted.map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual(bare);
});
