import * as z from 'zod/mini';
import type { Announcer } from '../domain/alert-ports.ts';
import { InvalidEventError } from '../domain/errors.ts';
import { type Tellings, tellOfStorm } from '../domain/storm.ts';
import { isWorthSending } from '../domain/weekly-digest.ts';
import { type WeeklyDigestDependencies, weeklyDigestOf } from '../domain/weekly-digest-of.ts';
import { type HandlerLogger, withLambda } from './middleware.ts';

export interface DigestDependencies extends WeeklyDigestDependencies {
  readonly tellings: Tellings;
  readonly announcer: Announcer;
  readonly logger: HandlerLogger;
}

/** What the two schedules of `template.yaml` send. */
const Input = z.object({ task: z.enum(['digest', 'storm']) });

/** Tells what is about no single alert: once a week how it stands, and every few minutes what was folded into a summary. */
export function createDigestHandler(deps: DigestDependencies) {
  return withLambda(async (event: unknown): Promise<void> => {
    const parsed = Input.safeParse(event);
    if (!parsed.success) throw new InvalidEventError('not the input of a schedule: it has no known task');
    if (parsed.data.task === 'storm') {
      const folded = await tellOfStorm(deps, (storm) => deps.announcer.announceStorm(storm));
      if (folded > 0) deps.logger.info('alerts were told in a summary', { alerts: folded });
      return;
    }
    const digest = await weeklyDigestOf(deps);
    const isSent = isWorthSending(digest);
    if (isSent) await deps.announcer.announceDigest(digest);
    const { count } = digest.resolved;
    deps.logger.info('a week was looked back at', {
      isSent,
      registries: digest.registries.length,
      resolved: count,
    });
  });
}
