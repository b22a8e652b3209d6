import * as z from 'zod/mini';
import type { KnownGroup } from '../domain/consolidation/match-groups.ts';
import type { FoundGroup, Groups } from '../domain/examine-ports.ts';
import type { ConsolidationFinding } from '../domain/findings/consolidation.ts';
import type { RegistryId } from '../domain/registry.ts';
import { inDays } from './dynamodb-expiry.ts';
import { inParallel, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { partition } from './dynamodb-queries.ts';

/** An item has room for so many names; those of a larger group still tell it from others. */
const NAMES_MAX = 2_000;
/** A group that is gone keeps its id for so long, should it come back. */
const GONE_DAYS = 30;

const GroupItem = z.object({
  sk: z.string(),
  finding: z.string(),
  repositories: z.array(z.string()),
  isGone: z._default(z.boolean(), false),
});

/** Groups of repositories, one item each. */
export function createDynamodbGroups(items: Items): Groups {
  return { known, keep };

  async function known(registry: RegistryId): Promise<KnownGroup[]> {
    const all = (await readAll(registry)).map((item) => GroupItem.parse(item));
    return [...all.filter(({ isGone }) => !isGone), ...all.filter(({ isGone }) => isGone)].map(
      ({ sk, repositories }) => ({ groupId: sk, repositories }),
    );
  }

  async function keep(registry: RegistryId, groups: readonly FoundGroup[], at: string): Promise<void> {
    const before = new Map((await readAll(registry)).map((item) => [item.sk, GroupItem.parse(item)]));
    const pk = keys.groupsPartition(registry);
    await inParallel(groups, async ({ finding, repositories }) => {
      const { groupId, accountId, region, savedBytes } = finding;
      const known = before.get(groupId);
      const names = repositories.slice(0, NAMES_MAX);
      const text = JSON.stringify(finding);
      const isSame = known?.finding === text && `${known.repositories}` === `${names}`;
      if (isSame && !known.isGone) return;
      const rank = keys.rankKey(savedBytes, groupId);
      const set = {
        ...{ finding: text, repositories: names, accountId, region, at },
        ...{ pk1: keys.GROUPS, sk1: `${rank}|${accountId}|${region}` },
      };
      await items.update({ pk, sk: groupId }, { set, remove: ['isGone', 'expiresAt'] }, {});
    });
    const present = new Set(groups.map(({ finding }) => finding.groupId));
    const gone = [...before.values()].filter(({ sk, isGone }) => !present.has(sk) && !isGone);
    const set = { isGone: true, expiresAt: inDays(new Date(at), GONE_DAYS) };
    await inParallel(gone, ({ sk }) => items.update({ pk, sk }, { set, remove: ['pk1', 'sk1'] }, {}));
  }

  async function readAll(registry: RegistryId): Promise<Item[]> {
    const found: Item[] = [];
    const query = { ...partition(keys.groupsPartition(registry)), consistent: true };
    for await (const item of queryAll(items, query)) found.push(item);
    return found;
  }
}

export function parseGroup(item: Item): ConsolidationFinding {
  return JSON.parse(GroupItem.parse(item).finding) as ConsolidationFinding;
}
