import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

/** The process ends, so to speak, at this call to DynamoDB, the first being number 1: from then on every call fails. */
export interface CrashAt {
  readonly call: number;
  /** Whether the call itself still takes effect. */
  readonly when: 'before' | 'after';
}

const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query'];

const Capacity = z.object({ CapacityUnits: z.number() });
const Output = z.object({ ConsumedCapacity: z.optional(z.union([Capacity, z.array(Capacity)])) });

/** What a client asked DynamoDB for, and in capacity units what it paid. dynalite counts no units for indexes. */
export class Calls {
  readonly byCommand: Record<string, number> = {};
  total = 0;
  readUnits = 0;
  writeUnits = 0;

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
      (next, context) => async (args) => {
        const command = String(context.commandName).replace(/Command$/, '');
        this.total += 1;
        this.byCommand[command] = (this.byCommand[command] ?? 0) + 1;
        const call = this.total;
        if (crash && (call > crash.call || (call === crash.call && crash.when === 'before')))
          throw new Crashed();
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        if (crash?.call === call) throw new Crashed();
        this.#pay(command, answer.output);
        return answer;
      },
      { step: 'initialize', name: 'watchCalls' },
    );
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
