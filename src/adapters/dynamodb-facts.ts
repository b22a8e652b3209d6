import type { Counts } from '../domain/totals.ts';
import type { Condition, Item } from './dynamodb-items.ts';
import type { Key } from './dynamodb-keys.ts';

/** Which sum has counted a fact. */
export type Mark = 'InRepository' | 'InRegistry' | 'InLayer';

/** The attribute of an item that is a fact. */
export type FactName = 'generation' | 'held' | 'shared' | 'state';

export interface FactState {
  readonly name: FactName;
  readonly state: number;
}

/** A fact, and what it adds to a sum while its state is odd. */
export interface Fact {
  readonly key: Key;
  readonly name: FactName;
  readonly counts: Partial<Counts>;
}

/** A fact and the state in which a sum has counted it. */
export interface PendingFact extends FactState {
  readonly key: Key;
}

/** Odd states are those in which a fact holds. */
export function isOdd(state: number): boolean {
  return state % 2 === 1;
}

export function markName(name: FactName, mark: Mark): string {
  return `${name}${mark}`;
}

/** A number on an item; 0 where there is none. */
export function stateOf(item: Item | undefined, name: string): number {
  const state = item?.[name];
  return typeof state === 'number' ? state : 0;
}

/** The item still bears these numbers as it did. */
export function unchanged(item: Item, ...names: readonly string[]): Condition {
  return Object.fromEntries(
    names.map((name) => [name, name in item ? { is: stateOf(item, name) } : 'absent']),
  );
}

export function keyText({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}

export function factText({ key, name }: { readonly key: Key; readonly name: FactName }): string {
  return `${name} ${keyText(key)}`;
}
