import { describe, expect, it } from 'vitest';
import { runSmall, type SmallPush, steps, toldIn } from './small-recording.ts';

/** Something happens elsewhere, so that nights pass. */
const LATER: SmallPush = { day: 45, repository: 'other', tags: ['1.0'], steps: steps({ other: 1 }) };

describe('alerts', () => {
  it('are silent at night about a step that was folded into the alert of another series', async () => {
    const both = (day: number, app: number): SmallPush[] =>
      ['1.0', '1.0-alpine'].map((tag) => ({
        day,
        repository: 'web',
        tags: [tag],
        steps: steps({ [tag]: 40, app }),
      }));

    const result = await runSmall([...both(0, 20), ...both(1, 90), LATER]);

    expect(toldIn(result)).toEqual(['image-grew open on day 1']);
  });

  it('measure slow growth against what an image replaces, not against a tag that was left long ago', async () => {
    const push = (day: number, tag: string, app: number): SmallPush => {
      return { day, repository: 'docker', tags: [tag], steps: steps({ app }) };
    };
    const young = [20, 23, 26, 29, 32].map((day) => push(day, '17.9.1', 45 + day / 100));

    const result = await runSmall([
      push(0, '17', 30),
      push(0, '17.9.0', 45),
      ...young,
      push(40, '18.1.0', 46),
      LATER,
    ]);

    expect(toldIn(result)).toEqual([]);
  });

  it('are silent about a base of which only the newest build is not known', async () => {
    const push = (
      day: number,
      repository: string,
      megabytes: Readonly<Record<string, number>>,
    ): SmallPush => {
      return { day, repository, tags: ['1.0'], steps: steps(megabytes) };
    };
    const old = { debian: 40, java: 20 };
    const pushes = [
      push(0, 'debian', { debian: 40 }),
      push(0, 'java', old),
      push(0, 'app', { ...old, app: 5 }),
      push(1, 'debian', { debian: 41 }),
      // Java was built again, too, but is not pushed here.
      push(2, 'app', { debian: 41, java: 21, app: 6 }),
      LATER,
    ];

    // That `java` itself stands on the old build is true.
    expect(toldIn(await runSmall(pushes))).toEqual(['base-outdated open on day 34']);
  });

  it('are silent about the base of an image that no tag points to any more', async () => {
    const debian = (day: number, size: number): SmallPush => {
      return { day, repository: 'debian', tags: ['1.0'], steps: steps({ debian: size }) };
    };
    const app = (day: number, size: number, ...tags: readonly string[]): SmallPush => {
      return { day, repository: 'app', tags, steps: steps({ debian: size, app: day }) };
    };

    const result = await runSmall([
      debian(0, 40),
      app(0, 40, 'latest'),
      debian(1, 41),
      app(1, 41, 'jessie', 'latest'),
      LATER,
    ]);

    expect(toldIn(result)).toEqual([]);
  });

  it('are withdrawn where a later batch brings the tag that tells which images this one replaces', async () => {
    const old = { repository: 'debian', tags: ['oldstable'], steps: steps({ root: 37 }) };
    const dated = (day: number, size: number): SmallPush => {
      return {
        day,
        repository: 'debian',
        tags: ['oldstable', `oldstable-2017010${day}`],
        steps: steps({ root: size }),
      };
    };
    const nine = {
      repository: 'other',
      tags: [...'abcdefghi'].map((letter) => `${letter}.0`),
      steps: steps({ other: 2 }),
    };

    const result = await runSmall([
      { day: 0, ...old },
      dated(1, 37.1),
      dated(2, 52),
      dated(3, 52.1),
      { day: 40, ...nine },
      dated(40, 52.2),
    ]);

    expect(toldIn(result)).toEqual([
      'image-grew open on day 2',
      'image-grew open on day 40',
      'image-grew resolved on day 40',
    ]);
  });

  it('are about the base only where it is what grew', async () => {
    const push = (
      day: number,
      repository: string,
      megabytes: Readonly<Record<string, number>>,
    ): SmallPush => {
      return { day, repository, tags: ['1.0'], steps: steps(megabytes) };
    };
    const pushes = [
      push(0, 'alpine', { alpine: 5 }),
      push(0, 'app', { alpine: 5, app: 30 }),
      push(1, 'alpine', { alpine: 5.1 }),
      push(2, 'app', { alpine: 5.1, app: 39.95 }),
    ];

    const { service } = await runSmall(pushes);

    expect(service.told.map(({ alert }) => alert.subject.type)).toEqual(['series']);
  });

  it('outlast the night between the build of a base and that of its child, where old images expire', async () => {
    const erlang = (day: number, size: number): SmallPush => {
      return { day, repository: 'erlang', tags: ['1.0'], steps: steps({ otp: size }) };
    };
    const elixir = (day: number, size: number): SmallPush => {
      return { day, repository: 'elixir', tags: ['1.0'], steps: steps({ otp: size, elixir: 1 }) };
    };

    // The recording begins at ten in the morning.
    const pushes = [
      erlang(0, 80),
      elixir(1, 80),
      erlang(2.5, 80.1),
      elixir(2.7, 80.1),
      erlang(5.5, 80.2),
      elixir(5.7, 80.2),
    ];

    expect(toldIn(await runSmall(pushes, true))).toEqual(['duplicate-layer open on day 1']);
  });
});
