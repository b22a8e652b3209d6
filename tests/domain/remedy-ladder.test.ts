import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type CommonLayer,
  type HoldingRepository,
  savingOf,
} from '../../src/domain/consolidation/repository-group.ts';
import type { Encryption } from '../../src/domain/registry-ports.ts';
import { type RemedyStepName, remedyLadder } from '../../src/domain/remedy-ladder.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { commonLayer, holding } from './consolidation/sharing.ts';

const KEY_1: Encryption = { type: 'KMS', key: 'arn:aws:kms:eu-west-1:123456789012:key/1' };
const KEY_2: Encryption = { type: 'KMS', key: 'arn:aws:kms:eu-west-1:123456789012:key/2' };
const DUAL_1: Encryption = { ...KEY_1, type: 'KMS_DSSE' };

function withEncryption(...encryptions: readonly (Encryption | null | 'cache')[]): HoldingRepository[] {
  return encryptions.map((encryption, number) =>
    encryption === 'cache'
      ? holding(`cache/${number}`, { isPullThrough: true })
      : holding(`team/${number}`, { encryption }),
  );
}

/** The ladder of repositories that all hold one layer of 100 bytes. */
function ladderOf(repositories: readonly HoldingRepository[], blobMounting: boolean | null = false) {
  const layers = [
    commonLayer(
      'a',
      100,
      repositories.map(({ repository }) => repository),
    ),
  ];
  return remedyLadder({ repositories, layers }, { blobMounting }, DEFAULT_THRESHOLDS);
}

function stepOf(step: RemedyStepName, ...of: Parameters<typeof ladderOf>) {
  return ladderOf(...of).find((each) => each.step === step);
}

const AES: Encryption = { type: 'AES256', key: null };

describe('remedyLadder', () => {
  it('goes from the cheapest step to the one that costs isolation', () => {
    expect(ladderOf([holding('a'), holding('b')]).map(({ step }) => step)).toEqual([
      'blob-mounting',
      'encryption',
      'base-repository',
      'merge',
    ]);
  });

  test.each([
    { of: [AES, AES, AES], saved: [200, 0, 0, 0], reason: 'all equal' },
    { of: [AES, AES, KEY_1], saved: [100, 100, 0, 0], reason: 'one of another type' },
    { of: [KEY_1, KEY_2, KEY_2], saved: [100, 100, 0, 0], reason: 'one with another key' },
    { of: [KEY_1, DUAL_1], saved: [0, 100, 0, 0], reason: 'one key, two types' },
    { of: [KEY_1, KEY_1], saved: [100, 0, 0, 0], reason: 'one key' },
    { of: [null, null, AES], saved: [200, 0, 0, 0], reason: 'the unknown counts as equal' },
    { of: [null, AES, KEY_1], saved: [100, 100, 0, 0], reason: 'the unknown counts as equal to either' },
    { of: [null, null], saved: [100, 0, 0, 0], reason: 'nothing is known' },
    { of: [AES, 'cache'], saved: [0, 0, 100, 0], reason: 'nothing is mounted from a cache' },
    { of: [AES, AES, KEY_1, 'cache', 'cache'], saved: [100, 100, 200, 0], reason: 'a step each' },
    { of: ['cache', 'cache', 'cache'], saved: [0, 0, 0, 200], reason: 'no image here is built on it' },
  ] as const)('says what each step saves on top of those before it ($reason)', ({ of, saved }) => {
    expect(ladderOf(withEncryption(...of)).map(({ savedBytes }) => savedBytes)).toEqual(saved);
  });

  it('saves with all steps what the group saves, and with none less than nothing', () => {
    const encryption = fc.constantFrom(AES, KEY_1, KEY_2, DUAL_1, null, 'cache' as const);
    const group = fc.array(encryption, { minLength: 2, maxLength: 8 }).chain((of) => {
      const repositories = withEncryption(...of);
      const layer = fc.record({
        size: fc.nat(1_000),
        held: fc.subarray(
          repositories.map(({ repository }) => repository),
          { minLength: 2 },
        ),
      });
      return fc.record({ repositories: fc.constant(repositories), layers: fc.array(layer) });
    });
    fc.assert(
      fc.property(group, ({ repositories, layers }) => {
        const common = layers.map(
          ({ size, held }, number): CommonLayer => commonLayer(`${number}`, size, held),
        );
        const ladder = remedyLadder(
          { repositories, layers: common },
          { blobMounting: null },
          DEFAULT_THRESHOLDS,
        );

        const saved = ladder.map(({ savedBytes }) => savedBytes);
        expect(Math.min(...saved)).toBeGreaterThanOrEqual(0);
        expect(saved.reduce((sum, bytes) => sum + bytes)).toBe(
          common.reduce((sum, layer) => sum + savingOf(layer), 0),
        );
      }),
    );
  });

  it('says what that costs a month', () => {
    const repositories = [holding('a'), holding('b')];
    const layers = [commonLayer('a', 2 ** 30, ['a', 'b'])];

    const [mounting] = remedyLadder(
      { repositories, layers },
      { blobMounting: false },
      { storagePricePerGbMonth: 0.1 },
    );

    expect(mounting?.monthlyCostUsd).toBe(0.1);
  });

  test.each([
    { blobMounting: false, bounds: ['upper', 'upper', 'upper', 'exact'], reason: 'no copy is mounted yet' },
    { blobMounting: true, bounds: ['upper', 'upper', 'upper', 'upper'], reason: 'copies may be mounted' },
    { blobMounting: null, bounds: ['upper', 'upper', 'upper', 'upper'], reason: 'nobody knows' },
  ])('says which savings are exact ($reason)', ({ blobMounting, bounds }) => {
    expect(ladderOf(withEncryption(AES, AES), blobMounting).map(({ bound }) => bound)).toEqual(bounds);
  });

  test.each([
    {
      of: [AES, AES],
      mounting: true,
      done: [true, true, false, false],
      reason: 'mounting is on, all are equal',
    },
    { of: [AES, KEY_1], mounting: false, done: [false, false, false, false], reason: 'neither' },
    { of: [AES, null], mounting: null, done: [false, false, false, false], reason: 'neither is known' },
    {
      of: [AES, 'cache'],
      mounting: null,
      done: [false, true, false, false],
      reason: 'a cache does not count',
    },
  ] as const)('says what is done ($reason)', ({ of, mounting, done }) => {
    expect(ladderOf(withEncryption(...of), mounting).map(({ isDone }) => isDone)).toEqual(done);
  });

  test.each([
    {
      step: 'blob-mounting',
      of: [AES, AES],
      blocked: ['blob mounting is off in this registry'],
      reason: 'off',
    },
    {
      step: 'blob-mounting',
      of: [null, AES, 'cache'],
      blocked: [
        'blob mounting is off in this registry',
        'cache/2 is filled by a pull-through-cache rule: layers are never mounted into or from it',
        'the encryption of team/0 is not known and counts as equal',
      ],
      reason: 'all there can be',
    },
    {
      step: 'blob-mounting',
      of: ['cache', 'cache', 'cache', 'cache', 'cache'],
      blocked: [
        'blob mounting is off in this registry',
        'cache/0, cache/1, cache/2 and 2 others are filled by pull-through-cache rules: layers are never mounted into or from them',
      ],
      reason: 'several caches',
    },
    { step: 'encryption', of: [AES, AES, 'cache'], blocked: [], reason: 'equal' },
    {
      step: 'encryption',
      of: [AES, KEY_1, KEY_2, null, null],
      blocked: [
        "3 different encryption types or keys: a repository's encryption cannot be changed after it was created",
        'the encryption of team/3, team/4 is not known and counts as equal',
      ],
      reason: 'different and unknown',
    },
    { step: 'base-repository', of: [AES, AES], blocked: [], reason: 'nothing in the way' },
    {
      step: 'base-repository',
      of: [AES, 'cache'],
      blocked: ['a cached copy stays for as long as images are pulled through the cache'],
      reason: 'a cache',
    },
    { step: 'merge', of: [AES, KEY_1], blocked: [], reason: 'whatever the encryption' },
    {
      step: 'merge',
      of: [AES, 'cache'],
      blocked: ['cache/1 is filled by a pull-through-cache rule: nothing in it can be moved'],
      reason: 'a cache',
    },
  ] as const)('says what is in the way of $step ($reason)', ({ step, of, blocked }) => {
    expect(stepOf(step, withEncryption(...of))?.blockedBy).toEqual(blocked);
  });

  test.each([
    { blobMounting: true, blocked: [], advice: 'ecr:GetDownloadUrlForLayer' },
    {
      blobMounting: false,
      blocked: ['blob mounting is off in this registry'],
      advice: 'put-account-setting',
    },
    {
      blobMounting: null,
      blocked: ['it is not known whether blob mounting is on in this registry'],
      advice: 'put-account-setting',
    },
  ])('knows a registry where mounting is $blobMounting', ({ blobMounting, blocked, advice }) => {
    const step = stepOf('blob-mounting', withEncryption(AES, AES), blobMounting);

    expect(step?.blockedBy).toEqual(blocked);
    expect(step?.advice).toContain(advice);
  });

  test.each([
    { owners: [['search'], ['payments']], blocked: ['owners differ: payments, search'], reason: 'two' },
    {
      owners: [
        ['b', 'a'],
        ['a', 'b'],
      ],
      blocked: [],
      reason: 'the same two',
    },
    { owners: [['a'], []], blocked: [], reason: 'of one nobody knows' },
    {
      owners: Array.from({ length: 12 }, (_, number) => [`team-${number + 10}`]),
      blocked: [
        `owners differ: ${Array.from({ length: 10 }, (_, number) => `team-${number + 10}`).join(', ')} and 2 others`,
      ],
      reason: 'very many',
    },
  ])('says whose repositories would be merged ($reason)', ({ owners, blocked }) => {
    const repositories = owners.map((each, number) => holding(`r${number}`, { owners: each }));

    expect(stepOf('merge', repositories)?.blockedBy).toEqual(blocked);
  });

  test.each([
    {
      of: [AES, KEY_1, KEY_1],
      advice: `Create team/0 anew with the encryption of the others (aws ecr create-repository --repository-name NAME --encryption-configuration encryptionType=KMS,kmsKey=${KEY_1.key}), and push there.`,
      reason: 'most have a key',
    },
    { of: [KEY_2, AES, null], advice: 'encryptionType=AES256)', reason: 'as many: the first by name' },
    {
      of: [{ type: 'KMS', key: null }, { type: 'KMS', key: null }, AES],
      advice: 'encryptionType=KMS)',
      reason: 'a key without a name',
    },
    { of: [AES, AES], advice: 'Encrypt new repositories as these are.', reason: 'all are equal' },
  ] as const)('says what to type to align encryption ($reason)', ({ of, advice }) => {
    expect(stepOf('encryption', withEncryption(...of))?.advice).toContain(advice);
  });

  it('says which cached images not to build on, and which registry the base has to be in', () => {
    const advice = stepOf('base-repository', withEncryption(AES, 'cache'))?.advice;

    expect(advice).toContain('build FROM it, not FROM cache/1,');
    expect(advice).toContain('layers of other accounts or regions cannot be shared');
  });

  it('advises to pull through one cache where several hold the same', () => {
    expect(stepOf('merge', withEncryption('cache', 'cache'))?.advice).toMatch(
      /^Pull what several caches hold/,
    );
    expect(stepOf('merge', withEncryption(AES, 'cache'))?.advice).toMatch(/^Merge repositories only where/);
  });
});
