import { expect, test } from 'vitest';
import { contentItem, parseContent } from '../../src/adapters/dynamodb-content-records.ts';
import { image } from '../support/builders.ts';

test('what instructions leave behind is kept as it is', () => {
  const traces = {
    'RUN pip install flask': [
      { kind: 'package-cache', tool: 'pip', what: 'downloads and wheels', isSure: false },
      { kind: 'adds', paths: ['~/.cache/pip'] },
    ],
  } as const;

  expect(parseContent(contentItem(image({ traces }))).traces).toEqual(traces);
});

test('an image that says nothing of it, and one of before that was known, leave nothing', () => {
  expect(contentItem(image()).traces).toBeUndefined();
  expect(parseContent(contentItem(image())).traces).toEqual({});
});
