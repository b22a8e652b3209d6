import * as z from 'zod/mini';
import type { Page, PageRequest } from '../domain/page.ts';
import type * as ports from '../domain/reconcile-ports.ts';
import type { RegistryId } from '../domain/registry.ts';
import { untilDone } from './dynamodb-attempts.ts';
import { inParallel, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';
import { liveImages, partition } from './dynamodb-queries.ts';
import { DriftItem } from './dynamodb-registries.ts';

const count = z.int().check(z.minimum(0));
const NO_DRIFT = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };

/** What reconciliation keeps of a repository, on the item of its sum, which may have yet to begin. */
const RepositoryItem = z.object({
  /** The last run that it is part of. */
  run: z._default(z.nullable(z.string()), null),
  /** Counts the changes, for conditional writes. */
  calls: z._default(count, 0),
  done: z._default(z.boolean(), false),
  drift: z._default(DriftItem, NO_DRIFT),
  skipped: z._default(z.record(z.string(), count), {}),
  // Of the sum itself.
  counts: z._default(z.object({ manifests: z.int() }), { manifests: 0 }),
});
type RepositoryItem = z.infer<typeof RepositoryItem>;

/** After so many pages of DynamoDB a list answers what it has. */
const PAGES_MAX = 20;

type Runs = Pick<ports.Reconciliations, 'plan' | 'remaining' | 'add' | 'results'>;

/** The repositories of a registry as the runs go through them. */
export function createDynamodbRuns(items: Items): Runs {
  return { plan, remaining, add, results };

  async function plan(run: ports.Run, repositories: readonly ports.PlannedRepository[]): Promise<void> {
    const planned = new Map(repositories.map((each) => [each.repository, each]));
    const known = await items.getMany(
      [...planned.keys()].map((repository) => keys.repositorySumKey({ ...run, repository })),
    );
    const before = new Map(known.map((item) => [nameOf(item), item]));
    await inParallel([...planned.values()], ({ repository, settings }) =>
      change(run, repository, before.get(repository) ?? null, (item) =>
        item.run === run.run
          ? null
          : { run: run.run, done: false, drift: NO_DRIFT, skipped: {}, ...settings },
      ),
    );
  }

  async function add(run: ports.Run, repository: string, found: ports.Found): Promise<void> {
    const before = await items.get(keys.repositorySumKey({ ...run, repository }));
    const { skipped, tags, at } = found;
    await change(run, repository, before, (item) => ({
      // Another run may have planned it meanwhile: then this is found for that one, once and not twice.
      run: item.run ?? run.run,
      done: item.done || found.done,
      drift: {
        missedPushes: item.drift.missedPushes + found.missedPushes,
        missedDeletions: item.drift.missedDeletions + found.missedDeletions,
        missedTags: item.drift.missedTags + found.missedTags,
      },
      skipped,
      reconciledAt: at,
      ...(tags && { tags: Object.fromEntries(tags) }),
    }));
  }

  /** Changes what is kept of a repository as it was read, and again where somebody was faster; null changes nothing. */
  async function change(
    registry: RegistryId,
    repository: string,
    known: Item | null,
    next: (before: RepositoryItem) => Readonly<Record<string, unknown>> | null,
  ): Promise<void> {
    const key = keys.repositorySumKey({ ...registry, repository });
    let read: Item | null | undefined = known;
    const once = async () => {
      const before = RepositoryItem.parse((read === undefined ? await items.get(key) : read) ?? {});
      read = undefined;
      const set = next(before);
      if (set === null) return true;
      const { calls } = before;
      const unchanged = { calls: calls === 0 ? ('absent' as const) : { is: calls } };
      return (await items.update(key, { set: { ...set, calls: calls + 1 } }, unchanged)) || undefined;
    };
    await untilDone(items, once, {
      message: 'too many writers met on one repository',
      details: { repository },
    });
  }

  async function remaining(run: ports.Run, { limit, cursor }: PageRequest): Promise<Page<string>> {
    const query = { ...repositoriesOf(run), consistent: true };
    let startKey = cursor === null ? undefined : { ...keys.repositorySumKey({ ...run, repository: cursor }) };
    const found: string[] = [];
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await items.query({ ...query, startKey });
      const open = await inParallel(answer.items, async (item) =>
        (await isOpen(run, item)) ? [nameOf(item)] : [],
      );
      for (const repository of open.flat()) {
        found.push(repository);
        if (found.length === limit) return { items: found, cursor: repository };
      }
      if (!answer.nextKey) return { items: found, cursor: null };
      startKey = keys.repositorySumKey({ ...run, repository: nameOf(answer.nextKey) });
    }
    return { items: found, cursor: startKey ? nameOf(startKey) : null };
  }

  async function isOpen(run: ports.Run, item: Item): Promise<boolean> {
    const known = RepositoryItem.parse(item);
    if (known.run !== null && !known.done) return true;
    if (known.run === run.run) return false;
    if (known.counts.manifests > 0) return true;
    // An image may have come to it and not have been counted yet.
    const live = liveImages({ ...run, repository: nameOf(item) });
    return (await items.query({ ...live, consistent: true, limit: 1 })).items.length > 0;
  }

  async function* results(registry: RegistryId): AsyncGenerator<ports.RepositoryResult> {
    for await (const item of queryAll(items, { ...repositoriesOf(registry), consistent: true })) {
      const { run, done, drift, skipped } = RepositoryItem.parse(item);
      if (run !== null) yield { repository: nameOf(item), run, done, skipped, ...drift };
    }
  }
}

function repositoriesOf(registry: RegistryId) {
  return partition(keys.registryPartition(registry), keys.REPOSITORY_PREFIX);
}

function nameOf({ sk }: Readonly<Record<string, unknown>>): string {
  return String(sk).slice(keys.REPOSITORY_PREFIX.length);
}
