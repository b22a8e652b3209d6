import * as z from 'zod/mini';
import { InvalidEventError } from '../domain/errors.ts';
import { describe } from '../domain/json-document.ts';

const run = z.string().check(z.regex(/^[\w.:-]{1,256}$/, 'not the name of a run'));
const accountId = z.string().check(z.regex(/^\d{12}$/, 'not an account id'));
const region = z.string().check(z.regex(/^[a-z0-9-]{3,32}$/, 'not a region'));
const registry = { run, accountId, region };
const isFirst = z.boolean();

/** What the state machine (`template.yaml`) asks for, told apart by `step`. */
const ReconcileInput = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('start'),
    run,
    // The function's own registry where they are left out.
    accountId: z.optional(accountId),
    region: z.optional(region),
  }),
  z.object({ step: z.literal('list'), ...registry, cursor: z.nullable(z.string()) }),
  z.object({
    step: z.literal('repository'),
    ...registry,
    isFirst,
    repository: z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{0,255}$/, 'not a repository name')),
  }),
  z.object({ step: z.literal('finish'), ...registry, isFirst }),
]);

export type ReconcileInput = z.infer<typeof ReconcileInput>;

/** Throws InvalidEventError. */
export function parseReconcileInput(input: unknown): ReconcileInput {
  const parsed = ReconcileInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidEventError(`the input is no step of a reconciliation: ${describe(parsed.error)}`, {
    cause: parsed.error,
  });
}
