import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { lambdaContext } from './lambda-context.ts';

/** The reconcile function as the state machine calls it. */
export type ReconcileHandler = (input: unknown, context: Context) => Promise<unknown>;

const Started = z.object({
  run: z.string(),
  accountId: z.string(),
  region: z.string(),
  isFirst: z.boolean(),
});
const Plan = z.object({
  repositories: z.array(z.object({ repository: z.string() })),
  cursor: z.nullable(z.string()),
});
const Reconciled = z.object({ done: z.boolean() });

/** Does what the state machine of `template.yaml` does in a night, one repository after the other. */
export async function runReconciliation(handler: ReconcileHandler, run: string): Promise<void> {
  const take = (input: object) => handler(input, lambdaContext('reconcile'));
  const started = Started.parse(await take({ step: 'start', run }));
  let cursor: string | null = null;
  do {
    const plan: z.infer<typeof Plan> = Plan.parse(await take({ step: 'list', ...started, cursor }));
    for (const { repository } of plan.repositories) {
      const input = { step: 'repository', ...started, repository };
      while (!Reconciled.parse(await take(input)).done);
    }
    cursor = plan.cursor;
  } while (cursor !== null);
  await take({ step: 'finish', ...started });
}
