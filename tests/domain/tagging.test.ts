import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  addPush,
  firstTagging,
  mergeTaggings,
  placeTagging,
  type Push,
  type Tagging,
} from '../../src/domain/tagging.ts';
import { at } from '../support/builders.ts';
import { patternOf } from '../support/repository-settings.ts';

const push: fc.Arbitrary<Push> = fc.record(
  {
    tag: fc.constantFrom(null, '1.0.0', '1.0.1', 'latest', 'orders-1.0.0', 'billing-2'),
    viaIndex: fc.boolean(),
    at: fc.nat(4).map(at),
  },
  { requiredKeys: ['tag', 'at'] },
);
const pushes = fc.array(push, { minLength: 1, maxLength: 8 });

function taggingAfter([first, ...rest]: readonly Push[]): Tagging {
  if (!first) throw new Error('there is no tagging without a push');
  return rest.reduce<Tagging>(addPush, firstTagging(first));
}

describe('firstTagging', () => {
  it('places a tagged image in the series of its tag', () => {
    expect(firstTagging({ tag: 'orders-1.4.2', at: at() })).toEqual({
      tags: ['orders-1.4.2'],
      pushedAt: at(),
      series: 'orders',
      seriesFrom: `${at()} orders-1.4.2`,
    });
  });

  it('places an image that was pushed by digest nowhere', () => {
    expect(firstTagging({ tag: null, at: at() })).toEqual({
      tags: [],
      pushedAt: at(),
      series: null,
      seriesFrom: null,
    });
  });

  it('places the child of an index in the series of the tag, which is not its own', () => {
    expect(firstTagging({ tag: 'orders-1.4.2', viaIndex: true, at: at() })).toEqual({
      tags: [],
      pushedAt: at(),
      series: 'orders',
      seriesFrom: `${at()} orders-1.4.2`,
    });
  });
});

describe('addPush', () => {
  it('comes to the same for any order and any repetition of the pushes', () => {
    fc.assert(
      fc.property(
        pushes.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length }),
            fc.array(fc.constantFrom(...all)),
          ),
        ),
        ([all, shuffled, again]) => {
          expect(taggingAfter([...shuffled, ...again])).toEqual(taggingAfter(all));
        },
      ),
    );
  });

  it('answers the very same object for a push it was told before', () => {
    fc.assert(
      fc.property(pushes, (all) => {
        const before = taggingAfter(all);

        for (const known of all) expect(addPush(before, known)).toBe(before);
      }),
    );
  });

  it('keeps tags sorted and distinct', () => {
    fc.assert(
      fc.property(pushes, (all) => {
        const { tags } = taggingAfter(all);

        expect(tags).toEqual([...new Set(tags)].sort());
      }),
    );
  });

  it('lets the earliest tagged push decide the series, whenever it arrives', () => {
    const before = firstTagging({ tag: 'billing-2', at: at(5) });

    const after = addPush(before, { tag: 'orders-1', at: at(3) });

    expect(after).toMatchObject({ series: 'orders', pushedAt: at(3), tags: ['billing-2', 'orders-1'] });
  });

  it('does not let a later tag move an image to another series', () => {
    const before = firstTagging({ tag: 'orders-1', at: at(3) });

    const after = addPush(before, { tag: 'billing-2', at: at(5) });

    expect(after).toMatchObject({ series: 'orders', pushedAt: at(3), tags: ['billing-2', 'orders-1'] });
  });

  it('decides between tags of one moment by their names', () => {
    const [one, other] = [
      { tag: 'b-1', at: at() },
      { tag: 'a-1', at: at() },
    ];

    expect(taggingAfter([one, other]).series).toBe('a');
    expect(taggingAfter([other, one]).series).toBe('a');
  });

  it('lets an earlier push without a tag change nothing but the time', () => {
    const before = firstTagging({ tag: 'orders-1', at: at(3) });

    const after = addPush(before, { tag: null, at: at(1) });

    expect(after).toEqual({ ...before, pushedAt: at(1) });
  });

  it('leaves the tagging it adds to alone', () => {
    const before = firstTagging({ tag: 'orders-1', at: at(3) });
    const copy = structuredClone(before);

    addPush(before, { tag: 'orders-0', at: at(1) });

    expect(before).toEqual(copy);
  });
});

describe('mergeTaggings', () => {
  it('comes to the same as all the pushes one by one', () => {
    fc.assert(
      fc.property(pushes, pushes, (some, others) => {
        const merged = mergeTaggings(taggingAfter(some), taggingAfter(others));

        expect(merged).toEqual(taggingAfter([...some, ...others]));
      }),
    );
  });
});

describe('placeTagging', () => {
  const jdk = firstTagging({ tag: 'jdk17-3', at: at() });

  test.each([
    { pattern: '@-:', series: 'jdk17', reason: 'the pattern of the repository decides' },
    { pattern: ':-@', series: 'jdk', reason: 'what does not match follows the ordinary rule' },
    { pattern: null, series: 'jdk', reason: 'there is none' },
  ])('places what is tagged jdk17-3 by $pattern in $series ($reason)', ({ pattern, series }) => {
    const placed = placeTagging(jdk, pattern === null ? null : patternOf(pattern));

    expect(placed).toEqual({ ...jdk, series });
  });

  it('answers the very same object where it is in its series', () => {
    expect(placeTagging(jdk, null)).toBe(jdk);
    expect(placeTagging(jdk, patternOf('@17-:'))).toBe(jdk);
  });

  it('takes back what another pattern said', () => {
    const before = { ...jdk, series: 'jdk17' };

    expect(placeTagging(before, null)).toEqual(jdk);
  });

  it('leaves what no tag has placed where it is', () => {
    const untagged = firstTagging({ tag: null, at: at() });

    expect(placeTagging(untagged, patternOf('@'))).toBe(untagged);
  });

  it('places the hash of a content only where the repository says how', () => {
    const hash = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';
    const asset = firstTagging({ tag: hash, at: at() });

    expect(asset).toEqual({ tags: [hash], pushedAt: at(), series: null, seriesFrom: `${at()} ${hash}` });
    expect(placeTagging(asset, null)).toBe(asset);
    expect(placeTagging(asset, patternOf('2c@'))).toMatchObject({ series: hash.slice(2) });
  });
});
