import type { Fact } from '../../src/adapters/dynamodb-facts.ts';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { Sums } from '../../src/adapters/dynamodb-sums.ts';
import { at } from './builders.ts';

/** The sum that counts the facts. */
export const SUM = { pk: 'REGISTRY#123456789012/eu-west-1', sk: 'REPOSITORY#team/orders' };

/** How it counts them. */
export const COUNTING = { key: SUM, mark: 'InRepository', at: at() } as const;

/** A fact of a sum: one image with ten layers. */
export function fact(number: number): Fact {
  const key = { pk: 'IMAGES', sk: String(number).padStart(3, '0') };
  return { key, name: 'generation', counts: { images: 1, layers: 10 } };
}

/** Facts that hold, none of them counted. */
export async function createFacts(items: Items, count: number): Promise<Fact[]> {
  const facts = Array.from({ length: count }, (_, number) => fact(number));
  await Promise.all(facts.map((each) => turn(items, each, 1)));
  return facts;
}

/** Brings a fact into a state: odd where it holds, even where it does not. */
export async function turn(items: Items, { key, name }: Fact, state: number): Promise<void> {
  await items.update(key, { set: { [name]: state } }, {});
}

/** Marks facts as counted by their repository in this state, where that is their state. */
export async function markCounted(items: Items, facts: readonly Fact[], state = 1): Promise<void> {
  for (const { key, name } of facts) await new Sums(items).mark(key, { name, state }, COUNTING.mark);
}
