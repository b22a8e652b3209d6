import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A condition: `#name` stands for the attribute of that name, `:name` for `values.name`. */
export interface Expression {
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Plain values as DynamoDB writes them; undefined ones are left out. */
export function encode(value: object): Record<string, AttributeValue> {
  return marshall(value, { removeUndefinedValues: true });
}

/** The names and values that the expressions of one call stand on. */
export function substitutions(...expressions: readonly (Expression | undefined)[]) {
  const entries = expressions.flatMap((expression) => Object.entries(expression?.values ?? {}));
  const text = expressions.map((expression) => expression?.text ?? '').join(' ');
  const names = [...new Set(text.match(/#\w+/g) ?? [])].map((name) => [name, name.slice(1)]);
  return {
    ...(names.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(names) as Record<string, string>,
    }),
    ...(entries.length > 0 && {
      ExpressionAttributeValues: encode(
        Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
      ),
    }),
  };
}
