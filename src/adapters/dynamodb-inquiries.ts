import { untilDone } from './dynamodb-attempts.ts';
import { stateOf, unchanged } from './dynamodb-facts.ts';
import type { Items } from './dynamodb-items.ts';
import type { Key } from './dynamodb-keys.ts';

/**
 * Opens an inquiry about what an item stands for, and answers its number: whoever asks the registry now may write what
 * it said for as long as nobody has opened another one. Where there is no item yet, it begins as `heardOf`.
 */
export function openInquiry(
  items: Items,
  key: Key,
  heardOf: Readonly<Record<string, unknown>>,
  details: Readonly<Record<string, string>>,
): Promise<number> {
  return untilDone(
    items,
    async () => {
      const found = await items.get(key);
      const inquiry = stateOf(found ?? undefined, 'inquiry') + 1;
      // What expires meanwhile is begun anew.
      const isMine = found
        ? await items.update(key, { set: { inquiry } }, { pk: 'present', ...unchanged(found, 'inquiry') })
        : await items.putNew({ ...key, ...heardOf, inquiry });
      return isMine ? inquiry : undefined;
    },
    { message: 'too many asked about the same', details },
  );
}
