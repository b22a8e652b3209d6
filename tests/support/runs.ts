import { createDynamodbReconciliations } from '../../src/adapters/dynamodb-reconciliations.ts';
import { createDynamodbRegistries } from '../../src/adapters/dynamodb-registries.ts';
import type { Found, PlannedRepository, Run } from '../../src/domain/reconcile-ports.ts';
import { at, REGISTRY } from './builders.ts';
import type { Connection, Table } from './dynamodb.ts';

/** Two runs, one after the other. */
export const RUN: Run = { run: 'run-1', ...REGISTRY };
export const NEXT: Run = { run: 'run-2', ...REGISTRY };

export const NO_DRIFT = { missedPushes: 0, missedDeletions: 0, missedTags: 0 };

/** A repository that was reconciled to the end, and nothing found wrong. */
export const FOUND: Found = { ...NO_DRIFT, done: true, skipped: {}, tags: null, at: at(9) };

/** An empty table, and what a process knows of registries, and keeps of them, in it. */
export async function openRegistries(createTable: () => Promise<Table>) {
  const table = await createTable();
  return { ...table, registries: registriesIn(table) };
}

export function registriesIn({ items }: Pick<Connection, 'items'>) {
  return { ...createDynamodbRegistries(items), ...createDynamodbReconciliations(items) };
}

/** Repositories of which the registry says nothing. */
export function planned(...names: readonly string[]): PlannedRepository[] {
  return names.map((repository) => ({ repository, settings: null }));
}
