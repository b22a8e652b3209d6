import { randomUUID } from 'node:crypto';
import { type HttpReply, type LocalServer, parsedJson, startServer } from './http-server.ts';

/** One published message. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string | null;
  /** By protocol (`email`, `sqs`, …); `default` is for every protocol that has none of its own. */
  readonly texts: Readonly<Record<string, string>> & { readonly default: string };
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The SNS query protocol, Publish only; each message goes to `receive` before it is acknowledged.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function startSnsEndpoint(receive: (message: PublishedMessage) => void): Promise<LocalServer> {
  return startServer(async ({ body }) => {
    const form = new URLSearchParams(body);
    if (form.get('Action') !== 'Publish')
      return failure('InvalidAction', 'The action is not valid for this endpoint');
    const message = messageOf(form);
    if (typeof message === 'string') return failure('InvalidParameter', `Invalid parameter: ${message}`);
    receive(message);
    return xml(
      200,
      'PublishResponse',
      `<PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>` +
        `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`,
    );
  });
}

/** What is wrong with the message, where it is none. */
function messageOf(form: URLSearchParams): PublishedMessage | string {
  const topicArn = form.get('TopicArn');
  const message = form.get('Message');
  if (!topicArn) return 'TopicArn';
  if (!message) return 'Empty message';
  const subject = form.get('Subject');
  // "less than 100 characters", no line breaks or control characters
  if (subject !== null && !/^\P{Cc}{1,99}$/u.test(subject)) return 'Subject';
  const texts = form.get('MessageStructure') === 'json' ? textsByProtocol(message) : { default: message };
  if (texts === null) return 'Message Structure - JSON message body failed to parse';
  const { default: fallback } = texts;
  if (fallback === undefined) return 'Message Structure - No default entry in JSON message body';
  return { topicArn, subject, texts: { ...texts, default: fallback }, attributes: attributesOf(form) };
}

/** Values that are no strings are ignored, as SNS ignores them. */
function textsByProtocol(message: string): Record<string, string> | null {
  const document = parsedJson(message);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  return Object.fromEntries(
    Object.entries(document).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.StringValue`, … */
function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let number = 1; ; number += 1) {
    const name = form.get(`MessageAttributes.entry.${number}.Name`);
    if (name === null) return attributes;
    attributes[name] = form.get(`MessageAttributes.entry.${number}.Value.StringValue`) ?? '';
  }
}

function failure(code: string, message: string): HttpReply {
  return xml(
    400,
    'ErrorResponse',
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
      `<RequestId>${randomUUID()}</RequestId>`,
  );
}

function xml(status: number, element: string, content: string): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<${element} xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${content}</${element}>`,
  };
}
