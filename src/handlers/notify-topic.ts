import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { SlackChannel } from '../domain/channel/slack-channel.ts';
import { renderSlack } from '../domain/channel/slack-message.ts';
import { InvalidEventError } from '../domain/errors.ts';
import { describe } from '../domain/json-document.ts';
import { errorFields, type HandlerLogger, withLambda } from './middleware.ts';
import { parseNotifyMessage } from './notify-message.ts';

export interface NotifyDependencies {
  readonly slack: SlackChannel;
  readonly logger: HandlerLogger;
}

// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
const SnsEvent = z.object({
  Records: z.array(z.object({ Sns: z.object({ MessageId: z.string(), Message: z.string() }) })),
});

/**
 * Posts what the alert topic delivers to Slack. SNS delivers at least once, and Lambda tries again what has failed, so a
 * message may be posted twice: the footer's alert id and revision tell. To remember what was posted would not change that, since
 * Slack does not always get to confirm; it would only be rarer.
 */
export function createNotifyHandler({ slack, logger }: NotifyDependencies) {
  return withLambda(async (event: unknown, context: Context): Promise<void> => {
    const timeLeft = () => context.getRemainingTimeInMillis();
    const failures: unknown[] = [];
    const skippedBy: Record<string, number> = {};
    const messages = parseMessages(event);
    // One after the other, as Slack takes them; one that fails does not keep back the others.
    for (const { MessageId: messageId, Message } of messages) {
      const parsed = parseNotifyMessage(Message);
      if (parsed.outcome === 'skipped') {
        const { reason, problem } = parsed;
        skippedBy[reason] = (skippedBy[reason] ?? 0) + 1;
        if (reason === 'UNREADABLE')
          logger.warn('a message of the topic was not readable', { messageId, reason, problem });
        continue;
      }
      try {
        await slack.post(renderSlack(parsed.notice), timeLeft);
      } catch (error) {
        failures.push(error);
        logger.warn('a message was not posted', {
          messageId,
          notice: parsed.notice.id,
          ...errorFields(error),
        });
      }
    }
    const skipped = Object.values(skippedBy).reduce((sum, count) => sum + count, 0);
    const posted = messages.length - skipped - failures.length;
    logger.info('messages of the topic were handled', { posted, failed: failures.length, skippedBy });
    // Lambda delivers the event again, twice, and then hands it to the failure destination.
    if (failures.length > 0) throw failures[0];
  });
}

function parseMessages(event: unknown) {
  const parsed = SnsEvent.safeParse(event);
  if (!parsed.success)
    throw new InvalidEventError(`the event is not one of SNS's: ${describe(parsed.error)}`);
  return parsed.data.Records.map(({ Sns }) => Sns);
}
