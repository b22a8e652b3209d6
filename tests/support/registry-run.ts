import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbArchive } from '../../src/adapters/dynamodb-archive.ts';
import { createDynamodbGroups } from '../../src/adapters/dynamodb-groups.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { createDynamodbReconciliations } from '../../src/adapters/dynamodb-reconciliations.ts';
import { createDynamodbRegistries } from '../../src/adapters/dynamodb-registries.ts';
import { createDynamodbSnapshots } from '../../src/adapters/dynamodb-snapshots.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import { finishRun } from '../../src/domain/finish-run.ts';
import type { Registries } from '../../src/domain/ports.ts';
import type { Reconciliations } from '../../src/domain/reconcile-ports.ts';
import {
  planRun,
  type ReconcileRegistryDependencies,
  reconcileInRun,
  type StartedRun,
  startRun,
} from '../../src/domain/reconcile-registry.ts';
import { REGISTRY } from './builders.ts';
import { InMemoryCatalog } from './in-memory-catalog.ts';
import { createInMemoryItems } from './in-memory-items.ts';
import { createWorld, type World } from './in-memory-ports.ts';

/** A world with a registry that can be reconciled as a whole. */
export interface RegistryWorld extends World {
  readonly catalog: InMemoryCatalog;
  readonly registries: Registries & Reconciliations;
  readonly deps: ReconcileRegistryDependencies;
  /** What another process needs, which has these items instead. */
  connect(items: Items): ReconcileRegistryDependencies;
}

export function createRegistryWorld(): RegistryWorld {
  const world = createWorld();
  const catalog = new InMemoryCatalog(world.registry);
  const now = () => world.clock.now();
  const guard = { ensure: async () => undefined };

  function connect(
    items: Items,
  ): ReconcileRegistryDependencies & { readonly registries: RegistryWorld['registries'] } {
    const registries = { ...createDynamodbRegistries(items), ...createDynamodbReconciliations(items) };
    return {
      ...{ ...world.deps, catalog, registries, reconciliations: registries, guard, hasTime: () => true },
      history: createDynamodbHistory(items, { now, historyDays: 90 }),
      tags: createDynamodbTags(items, now),
      alerts: createDynamodbAlerts(items),
      archive: createDynamodbArchive(items),
      groups: createDynamodbGroups(items),
      snapshots: createDynamodbSnapshots(items),
      reader: createDynamodbReader(items),
    };
  }

  const deps = connect(createInMemoryItems(world.table));
  return { ...world, catalog, registries: deps.registries, deps, connect };
}

/** What the state machine does: a repository that fails for good is left, and never stops the others. */
export async function runThrough(
  deps: ReconcileRegistryDependencies,
  run: string,
  registry = REGISTRY,
): Promise<Awaited<ReturnType<typeof finishRun>>> {
  const started = await startRun(deps, { run, ...registry });
  await reconcileAll(deps, started);
  return finishRun(deps, started);
}

/** The steps between the first and the last; answers the repositories that were planned, in their order. */
export async function reconcileAll(
  deps: ReconcileRegistryDependencies,
  started: StartedRun,
): Promise<readonly string[]> {
  const planned: string[] = [];
  let cursor: string | null = null;
  do {
    const plan = await planRun(deps, started, cursor);
    for (const repository of plan.repositories)
      for (let calls = 0; calls < 10; calls++)
        if (
          await reconcileInRun(deps, started, repository).then(
            ({ done }) => done,
            () => true,
          )
        )
          break;
    planned.push(...plan.repositories);
    cursor = plan.cursor;
  } while (cursor !== null);
  return planned;
}
