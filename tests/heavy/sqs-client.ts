import * as z from 'zod/mini';

const Message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MessageAttributes: z._default(
    z.record(z.string(), z.object({ DataType: z.string(), StringValue: z.string() })),
    {},
  ),
});
const CreatedQueue = z.object({ QueueUrl: z.string() });
const Received = z.object({ Messages: z._default(z.array(Message), []) });
const QueueAttributes = z.object({ Attributes: z.object({ QueueArn: z.string() }) });

/** A message as it came out of the queue. */
export interface ReceivedMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}

export interface Queue {
  readonly arn: string;
  /** Everything that is in the queue now; it is empty afterwards. */
  drain(): Promise<readonly ReceivedMessage[]>;
}

/** Creates a queue over SQS's JSON protocol. By hand: the functions never call SQS, so the project has no client for it. */
export async function createQueue(endpoint: string, region: string, name: string): Promise<Queue> {
  async function call<T>(operation: string, input: object, answer: z.ZodMiniType<T>): Promise<T> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        // Nobody checks the signature; its scope says which service and region are meant.
        authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${body}`);
    return z.parse(answer, body === '' ? {} : JSON.parse(body));
  }

  const { QueueUrl } = await call('CreateQueue', { QueueName: name }, CreatedQueue);
  const described = await call(
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['QueueArn'] },
    QueueAttributes,
  );
  return {
    arn: described.Attributes.QueueArn,
    async drain() {
      const drained: ReceivedMessage[] = [];
      for (;;) {
        const { Messages: messages } = await call(
          'ReceiveMessage',
          { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, MessageAttributeNames: ['All'] },
          Received,
        );
        if (messages.length === 0) return drained;
        for (const { Body, MessageAttributes, ReceiptHandle } of messages) {
          drained.push({ body: Body, attributes: MessageAttributes });
          await call('DeleteMessage', { QueueUrl, ReceiptHandle }, z.object({}));
        }
      }
    },
  };
}
