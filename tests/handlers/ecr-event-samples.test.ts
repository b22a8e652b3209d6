import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseImageAction } from '../../src/handlers/ecr-event.ts';

describe('the sample events', () => {
  const bodies = readdirSync('events')
    .filter((name) => /^(image|index|push|referrer)-/.test(name) && name !== 'image-action-batch.json')
    .map((name) => [name, readFileSync(`events/${name}`, 'utf8')] as const);

  it.each(bodies)('%s is parsed, or ignored for its stated reason', (name, body) => {
    const action = parseImageAction(body);

    const reason = action.action === 'ignore' ? action.reason : action.action;
    expect({ [name]: reason }).toEqual({ [name]: EXPECTED[name] });
  });

  it('are all there', () => {
    expect(bodies.map(([name]) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });
});

const EXPECTED: Readonly<Record<string, string>> = {
  'image-pushed.json': 'push',
  'image-pushed-untagged.json': 'push',
  'index-pushed.json': 'push',
  'image-deleted.json': 'doubt',
  'image-deleted-untagged.json': 'doubt',
  'image-archived.json': 'doubt',
  'image-restored.json': 'doubt',
  'referrer-archived.json': 'doubt',
  'push-failed.json': 'ACTION_FAILED',
};
