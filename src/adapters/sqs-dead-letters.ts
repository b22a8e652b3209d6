import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  type DeadLetters,
  type FailureReason,
  type MessageAttribute,
  ParkFailedError,
} from '../domain/dead-letters.ts';
import { errorName } from './aws-errors.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
const ATTRIBUTES_MAX = 10;

interface SqsDeadLettersOptions {
  /** Called for each message: hardly any function ever gives one up, so the client is best made by the first. */
  readonly client: () => SQSClient;
  readonly queueUrl: string;
}

/** Sends messages to the dead-letter queue with the reason as message attributes, in place of that of an earlier time. */
export function createSqsDeadLetters({ client, queueUrl }: SqsDeadLettersOptions): DeadLetters {
  return {
    async park({ body, attributes }, reason) {
      try {
        await client().send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            MessageAttributes: withReason(attributes, reason),
          }),
        );
      } catch (error) {
        throw new ParkFailedError('the dead-letter queue did not take the message', {
          details: { awsError: errorName(error) },
          cause: error,
        });
      }
    },
  };
}

/** The reason in full, and as many of the message's own attributes as fit beside it. */
function withReason(
  attributes: Readonly<Record<string, MessageAttribute>>,
  reason: FailureReason,
): Record<string, MessageAttributeValue> {
  const ours = Object.keys(reason);
  const said = Object.entries(reason).flatMap(([name, value]): [string, MessageAttributeValue][] =>
    value ? [[name, { DataType: 'String', StringValue: value }]] : [],
  );
  const kept = Object.entries(attributes).flatMap(([name, attribute]): [string, MessageAttributeValue][] => {
    const value = attributeValue(attribute);
    return value && !ours.includes(name) ? [[name, value]] : [];
  });
  return Object.fromEntries([...said, ...kept].slice(0, ATTRIBUTES_MAX));
}

/** Null for the lists, which SQS does not take. */
function attributeValue({
  dataType,
  stringValue,
  binaryValue,
}: MessageAttribute): MessageAttributeValue | null {
  if (stringValue) return { DataType: dataType, StringValue: stringValue };
  if (binaryValue) return { DataType: dataType, BinaryValue: Buffer.from(binaryValue, 'base64') };
  return null;
}
