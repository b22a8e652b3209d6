import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Item, Items } from '../../src/adapters/dynamodb-items.ts';

/** The process ends, so to speak, at this call to DynamoDB, the first being number 1: from then on every call fails. */
export interface CrashAt {
  readonly call: number;
  /** Whether the call itself still takes effect. */
  readonly when: 'before' | 'after';
}

/** As many as one BatchGetItem takes. */
const BATCH_GET_KEYS = 100;
const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query'];

const Capacity = z.object({ CapacityUnits: z.number() });
const Output = z.object({ ConsumedCapacity: z.optional(z.union([Capacity, z.array(Capacity)])) });

/** What a client asked DynamoDB for, and in capacity units what it paid. dynalite counts no units for indexes. */
export class Calls {
  readonly byCommand: Record<string, number> = {};
  total = 0;
  readUnits = 0;
  writeUnits = 0;
  /** Is waited for before a call takes effect; the first call is number 1. */
  before: (call: number) => Promise<void> = async () => {};

  /** Calls that may have written something, condition or not. */
  get writes(): number {
    return this.total - READS.reduce((sum, name) => sum + (this.byCommand[name] ?? 0), 0);
  }

  reset(): void {
    for (const name of Object.keys(this.byCommand)) delete this.byCommand[name];
    this.total = 0;
    this.readUnits = 0;
    this.writeUnits = 0;
  }

  /** Counts every call of the client, and ends it at one of them. */
  watch(client: DynamoDBClient, crash?: CrashAt): void {
    client.middlewareStack.add(
      (next, context) => (args) =>
        this.#call(String(context.commandName).replace(/Command$/, ''), crash, async (command) => {
          const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
          this.#pay(command, answer.output);
          return answer;
        }),
      { step: 'initialize', name: 'watchCalls' },
    );
  }

  /** The same for items that have no client: each call is the one that DynamoDB would get, and costs nothing. */
  watchItems(items: Items, crash?: CrashAt): Items {
    const call = <T>(command: string, work: () => Promise<T>) => this.#call(command, crash, work);
    return {
      get: (key) => call('GetItem', () => items.get(key)),
      async getMany(keys) {
        const found: Item[] = [];
        for (let start = 0; start < keys.length; start += BATCH_GET_KEYS) {
          const batch = keys.slice(start, start + BATCH_GET_KEYS);
          found.push(...(await call('BatchGetItem', () => items.getMany(batch))));
        }
        return found;
      },
      put: (item) => call('PutItem', () => items.put(item)),
      putNew: (item) => call('PutItem', () => items.putNew(item)),
      update: (...args) => call('UpdateItem', () => items.update(...args)),
      query: (query) => call('Query', () => items.query(query)),
      pause: (attempt) => items.pause(attempt),
    };
  }

  async #call<T>(
    command: string,
    crash: CrashAt | undefined,
    work: (command: string) => Promise<T>,
  ): Promise<T> {
    this.total += 1;
    this.byCommand[command] = (this.byCommand[command] ?? 0) + 1;
    const call = this.total;
    if (crash && (call > crash.call || (call === crash.call && crash.when === 'before'))) throw new Crashed();
    await this.before(call);
    const answer = await work(command);
    if (crash?.call === call) throw new Crashed();
    return answer;
  }

  #pay(command: string, output: unknown): void {
    const { ConsumedCapacity = [] } = Output.parse(output);
    const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    if (READS.includes(command)) this.readUnits += units;
    else this.writeUnits += units;
  }
}

class Crashed extends Error {
  override readonly name = 'Crashed';
}
