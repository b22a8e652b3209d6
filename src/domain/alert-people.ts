import type { Alert } from './alert.ts';
import { type FindingKind, repositoriesOf } from './findings/finding.ts';
import { isMutedBy } from './mute.ts';
import type { RepositorySettings } from './ports.ts';

const OWNERS_MAX = 10;

export interface AlertPeopleDependencies {
  readonly settings: RepositorySettings;
  /** Kinds that nobody is to be told of. */
  readonly mutedKinds: readonly FindingKind[];
}

interface AlertPeople {
  readonly owners: readonly string[];
  /** They all, or whoever runs this, have said that they know. */
  readonly isMuted: boolean;
}

export const NOBODY: AlertPeople = { owners: [], isMuted: false };

/** Who looks after what an alert names, and whether they want to hear of it. */
export async function peopleOf(
  deps: AlertPeopleDependencies,
  { kind, finding }: Pick<Alert, 'kind' | 'finding'>,
  now: Date,
): Promise<AlertPeople> {
  const { accountId, region } = finding;
  const repositories = repositoriesOf(finding);
  const rules = await Promise.all(
    repositories.map((repository) => deps.settings.of({ accountId, region, repository })),
  );
  const isMutedByAll = rules.length > 0 && rules.every(({ mute }) => isMutedBy(mute, kind, now));
  return {
    owners: [...new Set(rules.flatMap(({ owners }) => owners))].sort().slice(0, OWNERS_MAX),
    isMuted: deps.mutedKinds.includes(kind) || isMutedByAll,
  };
}
