import { createHash } from 'node:crypto';
import { compareNames, type RepositoryGroup } from './repository-group.ts';

/** The group of a registry's base is always the same one. */
const BASE_ID = 'base';

/** A group of another night. */
export interface KnownGroup {
  readonly groupId: string;
  /** Names of its repositories, or of so many of them as were kept. */
  readonly repositories: readonly string[];
}

export interface IdentifiedGroup extends RepositoryGroup {
  /** Within the registry: no two of its groups have one at a time. */
  readonly groupId: string;
}

/** Two groups that may be the same one. */
interface Likeness {
  readonly known: number;
  readonly group: number;
  /** Repositories in both. */
  readonly common: number;
}

/**
 * Gives each group the id that it had. Neither the members nor the heaviest layer nor the first name are an identity:
 * a repository joins or goes, a base is built anew, `a/first` is created, and each time an alert would end and another one
 * begin. What stays is most of the members. So the groups that have most repositories in common are the same one, if that is
 * more than half of the smaller of the two: one that splits up goes on as its largest part, of two that become one
 * the larger one goes on, and a group does not become another one because a single repository went over to that.
 * A group that was none before gets its id from its first members.
 *
 * `before` are the groups of the last night, and may hold those of earlier nights after them: one that comes back is
 * the same one then. The outcome depends on nothing but what is given, in whatever order.
 */
export function matchGroups(
  before: readonly KnownGroup[],
  now: readonly RepositoryGroup[],
): IdentifiedGroup[] {
  const ids = new Map<number, string>();
  const taken = new Set([BASE_ID]);
  const byLikeness = likenesses(before, now).sort(
    (a, b) =>
      b.common - a.common ||
      compareNames(idOf(before, a), idOf(before, b)) ||
      compareNames(firstNameOf(now, a), firstNameOf(now, b)),
  );
  for (const likeness of byLikeness) {
    const id = idOf(before, likeness);
    if (ids.has(likeness.group) || taken.has(id)) continue;
    ids.set(likeness.group, id);
    taken.add(id);
  }
  // An id that was another group's is not given to a new one, even if it had these members when it was new.
  for (const { groupId } of before) taken.add(groupId);
  return now.map((group, number) => {
    const groupId = group.isBase ? BASE_ID : (ids.get(number) ?? newId(group, taken));
    taken.add(groupId);
    return { ...group, groupId };
  });
}

/** Those of which more than half of the smaller one is in both. */
function likenesses(before: readonly KnownGroup[], now: readonly RepositoryGroup[]): Likeness[] {
  const groupOf = new Map<string, number>();
  for (const [group, { isBase, repositories }] of now.entries())
    if (!isBase) for (const { repository } of repositories) groupOf.set(repository, group);
  return before.flatMap(({ repositories }, known) => {
    const counts = new Map<number, number>();
    for (const repository of new Set(repositories)) {
      const group = groupOf.get(repository);
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return [...counts]
      .map(([group, common]) => ({ known, group, common }))
      .filter(({ group, common }) => {
        const size = now[group]?.repositories.length ?? 0;
        return 2 * common > Math.min(repositories.length, size);
      });
  });
}

function idOf(before: readonly KnownGroup[], { known }: Likeness): string {
  return before[known]?.groupId ?? '';
}

function firstNameOf(now: readonly RepositoryGroup[], { group }: Likeness): string {
  return now[group]?.repositories[0]?.repository ?? '';
}

/** Sixteen hex digits of the hash of its members, that no other group has. */
function newId({ repositories }: RepositoryGroup, taken: ReadonlySet<string>): string {
  const names = repositories.map(({ repository }) => repository);
  for (let attempt = 0; ; attempt++) {
    const id = createHash('sha256')
      .update(JSON.stringify([names, attempt]))
      .digest('hex')
      .slice(0, 16);
    if (!taken.has(id)) return id;
  }
}
