import type { Items } from '../../src/adapters/dynamodb-items.ts';
import type { Fact } from '../../src/adapters/dynamodb-sums.ts';

/** A fact of a sum: one image with ten layers. */
export function fact(number: number): Fact {
  return { key: { pk: 'IMAGES', sk: String(number).padStart(3, '0') }, counts: { images: 1, layers: 10 } };
}

/** Facts that exist, none of them counted. */
export async function createFacts(items: Items, count: number): Promise<Fact[]> {
  const facts = Array.from({ length: count }, (_, number) => fact(number));
  await Promise.all(facts.map(({ key }) => items.put(key)));
  return facts;
}
