import { expect, test } from 'vitest';
import { createPaint, fitColumns } from '../../src/local/columns.ts';

test.each([
  ['what fits stays as it is', 'RUN npm ci', 10, 'RUN npm ci'],
  ['what does not fit is cut, and says so', 'RUN npm ci', 9, 'RUN npm…'],
  ['a wide character takes two columns', '安装依赖', 8, '安装依赖'],
  ['a wide character is not cut in half', '安装依赖', 6, '安装…'],
  ['a pictograph is wide, and two UTF-16 units', '🚀🚀', 3, '🚀…'],
])('%s', (_reason, line, columns, expected) => {
  expect(fitColumns(line, columns)).toBe(expected);
});

test('paints where there are colours only', () => {
  expect(createPaint(true)('bold', 'a')).toBe('\x1b[1ma\x1b[22m');
  expect(createPaint(false)('bold', 'a')).toBe('a');
});
