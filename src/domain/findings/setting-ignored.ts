import type { RepositoryId } from '../registry.ts';
import { repositoryArn } from '../repository-arn.ts';
import { type RepositoryRules, SETTING_EXAMPLES } from '../repository-settings.ts';
import type { Severity } from './severity.ts';

/** Tags `layerwatch:*` of a repository that cannot be used: its people think that something is set, and it is not. */
export interface SettingIgnoredFinding {
  readonly kind: 'setting-ignored';
  readonly strategy: null;
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  readonly repository: string;
  /** By name; at most ten. */
  readonly settings: readonly IgnoredSetting[];
  readonly costBytes: number;
  readonly bound: 'exact' | 'upper';
  readonly monthlyCostUsd: number;
  readonly remedy: readonly string[];
}

interface IgnoredSetting {
  /** `layerwatch:growth-percent` */
  readonly name: string;
  /** What is wrong with it, and what is done instead. */
  readonly problem: string;
}

const PREFIX = 'layerwatch:';
const SETTINGS_MAX = 10;
/** What a shell takes for nothing but itself; a tag may have more characters, and come from anybody. */
const PLAIN_NAME = /^[\w.:/=+@-]+$/;

/** Raised where any of them cannot be used; null where all can. */
export function findSettingIgnored(
  repository: RepositoryId,
  { problems }: Pick<RepositoryRules, 'problems'>,
): SettingIgnoredFinding | null {
  const names = Object.keys(problems).sort().slice(0, SETTINGS_MAX);
  if (names.length === 0) return null;
  return {
    kind: 'setting-ignored',
    strategy: null,
    severity: 'low',
    accountId: repository.accountId,
    region: repository.region,
    repository: repository.repository,
    settings: names.map((name) => ({ name: `${PREFIX}${name}`, problem: problems[name] ?? '' })),
    costBytes: 0,
    bound: 'exact',
    monthlyCostUsd: 0,
    remedy: remedyFor(repository, names),
  };
}

function remedyFor(repository: RepositoryId, names: readonly string[]): string[] {
  const target = `--region ${repository.region} --resource-arn ${repositoryArn(repository)}`;
  const values = names.flatMap((name) => {
    const example = SETTING_EXAMPLES.get(name);
    return example === undefined ? [] : [`"Key=${PREFIX}${name},Value=${example}"`];
  });
  const unknown = names.filter((name) => !SETTING_EXAMPLES.has(name));
  const plain = unknown.filter((name) => PLAIN_NAME.test(name)).map((name) => `${PREFIX}${name}`);
  return [
    ...(values.length > 0
      ? [`Set it again, with your own value: aws ecr tag-resource ${target} --tags ${values.join(' ')}`]
      : []),
    ...(plain.length > 0
      ? [
          `Remove what is no setting, or give it the right name: aws ecr untag-resource ${target} --tag-keys ${plain.join(' ')}`,
        ]
      : []),
    ...(plain.length < unknown.length ? ['Remove the other unknown tags in the console of ECR.'] : []),
  ];
}
