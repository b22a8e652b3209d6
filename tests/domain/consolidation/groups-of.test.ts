import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { groupsOf } from '../../../src/domain/consolidation/groups-of.ts';
import { FULL_EFFORT } from '../../../src/domain/consolidation/partition.ts';
import { type CommonLayer, savingOf } from '../../../src/domain/consolidation/repository-group.ts';
import { fakeDigest } from '../../support/builders.ts';
import { commonLayer, holding, names } from './sharing.ts';

const THRESHOLDS = { minGroupSavingBytes: 1_000 };

function found(count: number, layers: readonly CommonLayer[]) {
  return groupsOf(
    names(count).map((name) => holding(name)),
    layers,
    THRESHOLDS,
  );
}

/** Names of the members; an asterisk before those of the bases. */
function membersOf(count: number, layers: readonly CommonLayer[]): string[] {
  return found(count, layers).groups.map(
    ({ isBase, repositories }) =>
      `${isBase ? '*' : ''}${repositories.map(({ repository }) => repository).join(' ')}`,
  );
}

describe('groupsOf', () => {
  it('says who has what in common, and how many of the duplicate bytes that explains', () => {
    const layers = [
      commonLayer('tools', 900, ['r02', 'r01', 'r00']),
      commonLayer('app', 950, ['r01', 'r02']),
      commonLayer('pair', 1_500, ['r05', 'r04']),
      commonLayer('little', 300, ['r06', 'r07']),
      commonLayer('across', 90, ['r00', 'r04']),
      commonLayer('empty', 0, ['r00', 'r01']),
    ];

    const { groups, ...sums } = found(20, layers);

    expect(groups).toEqual([
      {
        isBase: false,
        repositories: [holding('r00'), holding('r01'), holding('r02')],
        layers: [commonLayer('tools', 900, ['r00', 'r01', 'r02']), commonLayer('app', 950, ['r01', 'r02'])],
        savedBytes: 2_750,
      },
      {
        isBase: false,
        repositories: [holding('r04'), holding('r05')],
        layers: [commonLayer('pair', 1_500, ['r04', 'r05'])],
        savedBytes: 1_500,
      },
    ]);
    expect(sums).toEqual({ duplicateBytes: 4_640, coveredBytes: 4_250, isComplete: true });
  });

  test.each([
    { saved: 1_000, groups: ['r00 r01'], reason: 'just enough' },
    { saved: 999, groups: [], reason: 'a byte too little' },
  ])('tells of what saves enough ($reason)', ({ saved, groups }) => {
    expect(membersOf(20, [commonLayer('a', saved, ['r00', 'r01'])])).toEqual(groups);
  });

  test.each([
    { bytes: 101, groups: ['r00 r01 r02'], reason: 'more than a tenth of what a group has to save' },
    { bytes: 100, groups: ['r00 r01'], reason: 'a tenth of it' },
  ])('lets a repository join that brings $reason', ({ bytes, groups }) => {
    const layers = [commonLayer('a', 1_000, ['r00', 'r01']), commonLayer('b', bytes, ['r01', 'r02'])];

    expect(membersOf(20, layers)).toEqual(groups);
  });

  test.each([
    { of: 11, holders: 6, base: true, reason: 'more than half' },
    { of: 12, holders: 6, base: false, reason: 'half' },
    { of: 5, holders: 5, base: true, reason: 'all of five' },
    { of: 4, holders: 4, base: false, reason: 'all of four' },
    { of: 900, holders: 101, base: true, reason: 'more than a hundred' },
    { of: 900, holders: 100, base: false, reason: 'a hundred' },
  ])('takes a layer for a base where $holders of $of hold it: $base ($reason)', ({ of, holders, base }) => {
    const { groups } = found(of, [commonLayer('base', 1_000, names(holders))]);

    expect(groups.map(({ isBase }) => isBase)).toEqual([base]);
    expect(groups[0]?.repositories).toHaveLength(holders);
  });

  it('does not let a base chain repositories together', () => {
    const layers = [
      commonLayer('base', 5_000, names(8)),
      commonLayer('one', 2_000, ['r00', 'r01']),
      commonLayer('other', 1_500, ['r02', 'r03']),
    ];

    expect(membersOf(10, layers)).toEqual([`*${names(8).join(' ')}`, 'r00 r01', 'r02 r03']);
  });

  it('makes one group of all bases', () => {
    const layers = [commonLayer('one', 100, names(8)), commonLayer('other', 100, names(8, 4))];

    expect(membersOf(12, layers)).toEqual([`*${names(12).join(' ')}`]);
  });

  it('takes the builds of a base for bases that chain most repositories together, one by one in few', () => {
    const builds = Array.from({ length: 8 }, (_, build) =>
      commonLayer(`build ${build}`, 500, names(5, 2 * build)),
    );
    const pair = commonLayer('pair', 1_200, ['r00', 'r01']);

    expect(membersOf(20, [...builds, pair])).toEqual([`*${names(19).join(' ')}`, 'r00 r01']);
  });

  it('leaves a group together that narrow layers chain, however large', () => {
    const chain = names(9).map((name, number) => commonLayer(name, 500, [name, `r0${number + 1}`]));

    expect(membersOf(10, chain)).toEqual([names(10).join(' ')]);
  });

  test.each([
    { reason: 'nothing', layers: [] },
    { reason: 'layers without bytes', layers: [commonLayer('empty', 0, ['r00', 'r01'])] },
    { reason: 'one repository twice', layers: [commonLayer('a', 5_000, ['r00', 'r00'])] },
    { reason: 'a repository that is not there any more', layers: [commonLayer('a', 5_000, ['r00', 'gone'])] },
  ])('finds nothing in $reason', ({ layers }) => {
    expect(found(20, layers)).toEqual({ groups: [], duplicateBytes: 0, coveredBytes: 0, isComplete: true });
  });

  it('finds nothing where nothing is saved, even if nothing has to be', () => {
    expect(groupsOf([holding('r00')], [], { minGroupSavingBytes: 0 }).groups).toEqual([]);
  });

  it('says that it gave up', () => {
    const repositories = names(20).map((name) => holding(name));
    const layers = [commonLayer('a', 5_000, ['r00', 'r01'])];

    expect(groupsOf(repositories, layers, THRESHOLDS, { ...FULL_EFFORT, maxSteps: 0 }).isComplete).toBe(
      false,
    );
  });

  it('counts each copy once, has each repository in one group, and does not depend on the order', () => {
    const layer = fc.record({
      sizeBytes: fc.integer({ min: 0, max: 3_000 }),
      repositories: fc.shuffledSubarray(names(14), { minLength: 2 }),
    });
    const registry = fc.array(layer, { maxLength: 30 }).chain((layers) => {
      const all = layers.map((each, number) => ({
        ...each,
        digest: fakeDigest(`layer ${number}`),
        instruction: null,
      }));
      return fc.record({
        layers: fc.constant(all),
        shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
      });
    });
    fc.assert(
      fc.property(registry, ({ layers, shuffled }) => {
        const repositories = names(14).map((name) => holding(name));
        const { groups, duplicateBytes, coveredBytes } = groupsOf(repositories, layers, THRESHOLDS);

        const members = groups.filter(({ isBase }) => !isBase).flatMap((group) => group.repositories);
        expect(groupsOf([...repositories].reverse(), shuffled, THRESHOLDS).groups).toEqual(groups);
        expect(new Set(members).size).toBe(members.length);
        expect(groups.filter(({ isBase }) => isBase).length).toBeLessThanOrEqual(1);
        expect(coveredBytes).toBeLessThanOrEqual(duplicateBytes);
        for (const group of groups) {
          expect(group.savedBytes).toBe(group.layers.reduce((sum, each) => sum + savingOf(each), 0));
          const own = new Set(group.repositories.map(({ repository }) => repository));
          expect(group.layers.flatMap((each) => each.repositories).every((name) => own.has(name))).toBe(true);
        }
      }),
    );
  });
});
