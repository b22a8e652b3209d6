import { describe, expect, it } from 'vitest';
import { readRecording } from './recording.ts';
import { smallRecording, steps } from './small-recording.ts';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('readRecording', () => {
  it('has the images as they came, and what each tag pointed to', async () => {
    const { source, records } = smallRecording([
      { day: 0, repository: 'web', tags: ['1.0', '1.0.0'], steps: steps({ app: 20 }) },
      { day: 1, repository: 'web', tags: ['1.0', '1.0.1'], steps: steps({ app: 30 }) },
      { day: 2, repository: 'web', tags: ['latest'], steps: steps({ app: 30 }) },
    ]);

    const { versions, tagStreams, pushCount } = await readRecording(each(records), source);

    expect(
      versions.map(({ sizeBytes, tags, isInventory, ...one }) => [
        sizeBytes,
        tags,
        isInventory,
        one.pushCount,
      ]),
    ).toEqual([
      [20_000_000, ['1.0', '1.0.0'], true, 2],
      [30_000_000, ['1.0', '1.0.1'], false, 3],
    ]);
    const [old, fresh] = versions;
    expect(tagStreams).toEqual([[old, fresh], [old], [fresh], [fresh]]);
    expect(pushCount).toBe(5);
  });

  it('leaves out images that are not there', async () => {
    const { records } = smallRecording([
      { day: 0, repository: 'web', tags: ['1.0'], steps: steps({ app: 20 }) },
    ]);
    const { source } = smallRecording([]);

    expect(await readRecording(each(records), source)).toEqual({
      versions: [],
      tagStreams: [[]],
      pushCount: 1,
    });
  });
});
