import { type Connection, createInMemoryTable, type Table } from './dynamodb.ts';

/**
 * The call of DynamoDB after which, were the process to end there, something is so for the first time. It is looked for
 * on tables in memory, and is the same on every engine. Throws where it is never so.
 */
export async function callThatMakes(
  work: (process: Connection) => Promise<unknown>,
  isSo: (table: Table) => Promise<boolean>,
  prepare: (table: Table) => Promise<unknown> = async () => {},
): Promise<number> {
  for (let call = 1; ; call++) {
    const table = createInMemoryTable();
    await prepare(table);
    const isDone = await work(table.connect({ call, when: 'after' })).then(
      () => true,
      () => false,
    );
    if (await isSo(table)) return call;
    if (isDone) throw new Error('no call makes it so');
  }
}
