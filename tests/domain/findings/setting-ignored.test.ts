import { describe, expect, it } from 'vitest';
import { findSettingIgnored } from '../../../src/domain/findings/setting-ignored.ts';
import { REGISTRY } from '../../support/builders.ts';
import { rulesOf } from '../../support/repository-settings.ts';

const REPOSITORY = { ...REGISTRY, repository: 'team/web' };
const TARGET = '--region eu-west-1 --resource-arn arn:aws:ecr:eu-west-1:123456789012:repository/team/web';

describe('setting-ignored', () => {
  it('names what cannot be used, and how to set it right', () => {
    const rules = rulesOf({ 'growth-percent': 'ten', mute: 'all', owner: 'team' });

    expect(findSettingIgnored(REPOSITORY, rules)).toEqual({
      kind: 'setting-ignored',
      strategy: null,
      severity: 'low',
      ...REPOSITORY,
      settings: [
        { name: 'layerwatch:growth-percent', problem: rules.problems['growth-percent'] },
        { name: 'layerwatch:mute', problem: rules.problems.mute },
      ],
      costBytes: 0,
      bound: 'exact',
      monthlyCostUsd: 0,
      remedy: [
        `Set it again, with your own value: aws ecr tag-resource ${TARGET} --tags "Key=layerwatch:growth-percent,Value=15" "Key=layerwatch:mute,Value=image-grew until YYYY-MM-DD reason"`,
      ],
    });
  });

  it('is not raised where all can be used', () => {
    expect(findSettingIgnored(REPOSITORY, rulesOf({ owner: 'team' }))).toBeNull();
  });

  it('says how to remove what is no setting', () => {
    const finding = findSettingIgnored(REPOSITORY, rulesOf({ 'growht-percent': '15', 'a.b': '1' }));

    expect(finding?.remedy).toEqual([
      `Remove what is no setting, or give it the right name: aws ecr untag-resource ${TARGET} --tag-keys layerwatch:a.b layerwatch:growht-percent`,
    ]);
  });

  it('never puts into a command what a shell takes for more than a name', () => {
    const finding = findSettingIgnored(REPOSITORY, rulesOf({ 'a"; reboot': '1', 'x$(y)': '2', ok: '3' }));

    expect(finding?.settings).toHaveLength(3);
    expect(finding?.remedy).toEqual([
      expect.stringMatching(/ --tag-keys layerwatch:ok$/),
      'Remove the other unknown tags in the console of ECR.',
    ]);
  });

  it('names ten at most', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`unknown-${number}`, '']));

    expect(findSettingIgnored(REPOSITORY, rulesOf(tags))?.settings).toHaveLength(10);
  });

  it('names the repository as its partition does', () => {
    const china = { ...REPOSITORY, region: 'cn-north-1' };

    expect(findSettingIgnored(china, rulesOf({ lambda: '' }))?.remedy[0]).toContain(
      '--region cn-north-1 --resource-arn arn:aws-cn:ecr:cn-north-1:123456789012:repository/team/web',
    );
  });
});
