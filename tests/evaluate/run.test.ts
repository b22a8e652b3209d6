import { describe, expect, it } from 'vitest';
import { openKinds } from './counts.ts';
import { runSmall, type SmallPush, steps, toldIn } from './small-recording.ts';

function push(day: number, app: number, tag = '1.0', repository = 'web'): SmallPush {
  return { day, repository, tags: [tag], steps: steps({ base: 40, app }) };
}

describe('run', () => {
  it('tells of growth when it is pushed, and when it is gone', async () => {
    const pushes = [push(0, 20), push(1, 21), push(2, 22), push(3, 90), push(4, 23)];

    const result = await runSmall(pushes);

    expect(toldIn(result)).toEqual(['image-grew open on day 3', 'image-grew resolved on day 4']);
    expect(result).toMatchObject({ pushes: 5, nights: 6 });
    expect(result.service.messages).toEqual({ single: 2, summaries: 0 });
    expect(await openKinds(result.service.reader)).toEqual([]);
  });

  it('tells nobody of what was there when the recording began', async () => {
    const shared = (day: number, repository: string): SmallPush => {
      return { day, repository, tags: ['1.0'], steps: steps({ jdk: 80, [repository]: 1 }) };
    };

    const result = await runSmall([shared(0, 'a'), shared(0, 'b'), shared(1, 'c')]);

    expect(result.sightings.map(({ finding }) => finding.kind)).toEqual(['duplicate-layer']);
    expect(toldIn(result)).toEqual(['duplicate-layer open on day 1']);
  });

  it('takes images away that have lost their last tag, where it is asked to', async () => {
    const pushes = [push(0, 20), push(1, 21), push(2, 22)];
    const registry = { accountId: '123456789012', region: 'eu-west-1' };

    const [kept] = await (await runSmall(pushes)).service.reader.registries(registry);
    const [expired] = await (await runSmall(pushes, true)).service.reader.registries(registry);

    expect([kept?.images, expired?.images]).toEqual([3, 1]);
  });

  it('sums up what is too much at once', async () => {
    const names = [...'abcdefghijkl'];
    const before = names.map((name) => push(0, 20, '1.0', name));
    const after = names.map((name, place) => push(1, 100 + place, '1.0', name));

    const { service } = await runSmall([...before, ...after]);

    const own = service.told.filter(({ alert }) => alert.kind === 'image-grew');
    expect(own).toHaveLength(12);
    expect(service.messages).toEqual({ single: 8, summaries: 1 });
  });
});
