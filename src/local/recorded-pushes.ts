import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';

const repository = z.string().check(z.minLength(1), z.maxLength(256));
const at = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'not a time'));

/** One tag move of a recording. */
export const RecordedPush = z.discriminatedUnion('action', [
  z.object({ action: z.literal('push'), repository, tag: z.nullish(z.string()), digest: Digest, at }),
  z.object({ action: z.literal('untag'), repository, tag: z.string(), at }),
]);
export type RecordedPush = z.infer<typeof RecordedPush>;
