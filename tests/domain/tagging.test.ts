import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPush, firstTagging, mergeTaggings, type Push, type Tagging } from '../../src/domain/tagging.ts';
import { at } from '../support/builders.ts';

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
