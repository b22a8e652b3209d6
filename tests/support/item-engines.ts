import type { Table } from './dynamodb.ts';
import { createInMemoryTable, ENGINE, useDynamodb } from './dynamodb.ts';

/**
 * What the contract of `Items` is held against: the engine of all tests and, always, the map that takes its place
 * where there are many.
 */
export function useEveryEngine(): [name: string, createTable: () => Promise<Table>][] {
  const inMemory = async () => createInMemoryTable();
  return ENGINE === 'memory'
    ? [['memory', inMemory]]
    : [
        [ENGINE, useDynamodb()],
        ['memory', inMemory],
      ];
}
