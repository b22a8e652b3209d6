import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Change, type Check, type Condition, keyNames, type Query } from './dynamodb-items.ts';

/** Plain values as DynamoDB writes them; undefined ones are left out. */
export function encode(value: object): Record<string, AttributeValue> {
  return marshall(value, { removeUndefinedValues: true });
}

/** Collects the names and values that the expressions of one call stand on. */
export class Expressions {
  readonly #names = new Map<string, string>();
  readonly #values: unknown[] = [];

  condition(condition: Condition | undefined): string | undefined {
    const checks = Object.entries(condition ?? {});
    return checks.length === 0 ? undefined : checks.map((check) => this.#check(...check)).join(' AND ');
  }

  keyCondition({ index, partition, range }: Query): string {
    const [hashName, sortName] = keyNames(index);
    const here = `${this.#name(hashName)} = ${this.#value(partition)}`;
    // DynamoDB refuses names that nothing asks for.
    if (!range) return here;
    const sort = this.#name(sortName);
    return 'prefix' in range
      ? `${here} AND begins_with(${sort}, ${this.#value(range.prefix)})`
      : `${here} AND ${sort} BETWEEN ${this.#value(range.from)} AND ${this.#value(range.to)}`;
  }

  update({ set, remove = [] }: Change): string {
    const assignments = Object.entries(set)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${this.#name(name)} = ${this.#value(value)}`);
    const clauses = [
      assignments.length > 0 && `SET ${assignments.join(', ')}`,
      remove.length > 0 && `REMOVE ${remove.map((name) => this.#name(name)).join(', ')}`,
    ];
    return clauses.filter(Boolean).join(' ');
  }

  /** Both are left out where there are none, as DynamoDB wants it. */
  substitutions() {
    return {
      ...(this.#names.size > 0 && { ExpressionAttributeNames: Object.fromEntries(invert(this.#names)) }),
      ...(this.#values.length > 0 && {
        ExpressionAttributeValues: encode(
          Object.fromEntries(this.#values.map((value, position) => [`:${position}`, value])),
        ),
      }),
    };
  }

  #check(name: string, check: Check): string {
    const attribute = this.#name(name);
    if (check === 'absent') return `attribute_not_exists(${attribute})`;
    if (check === 'present') return `attribute_exists(${attribute})`;
    if ('is' in check) return `${attribute} = ${this.#value(check.is)}`;
    if ('contains' in check) return `contains(${attribute}, ${this.#value(check.contains)})`;
    if ('above' in check) return `${attribute} > ${this.#value(check.above)}`;
    return `(attribute_not_exists(${attribute}) OR ${attribute} < ${this.#value(check.below)})`;
  }

  #name(path: string): string {
    return path
      .split('.')
      .map((name) => {
        const placeholder = this.#names.get(name) ?? `#${this.#names.size}`;
        this.#names.set(name, placeholder);
        return placeholder;
      })
      .join('.');
  }

  #value(value: unknown): string {
    this.#values.push(value);
    return `:${this.#values.length - 1}`;
  }
}

function invert(names: ReadonlyMap<string, string>): [string, string][] {
  return [...names].map(([name, placeholder]) => [placeholder, name]);
}
