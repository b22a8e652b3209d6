import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { alertDocument } from '../domain/alert-document.ts';
import type { Announcer, Publisher } from '../domain/alert-ports.ts';
import { alertNotice } from '../domain/channel/alert-notice.ts';
import { renderChat } from '../domain/channel/chat-message.ts';
import { digestDocument } from '../domain/channel/digest-document.ts';
import { digestNotice } from '../domain/channel/digest-notice.ts';
import { renderEmail } from '../domain/channel/email-message.ts';
import type { Notice } from '../domain/channel/notice.ts';
import { stormDocument } from '../domain/channel/storm-document.ts';
import { stormNotice } from '../domain/channel/storm-notice.ts';
import { repositoriesOf } from '../domain/findings/finding.ts';
import { publishError } from './aws-errors.ts';

interface SnsPublisherOptions {
  readonly client: SNSClient;
  /** For people by mail, and for programs. */
  readonly topicArn: string;
  /** For Amazon Q Developer in chat applications, which takes nothing but its own schema; null for none. */
  readonly chatTopicArn: string | null;
}

interface Attributes {
  readonly kind: string;
  readonly severity: string;
  readonly state: string;
  readonly accountId: string;
  readonly region: string;
  readonly repositories: readonly string[];
  readonly owners: readonly string[];
}

/** What is about no single alert. */
const ANY = { state: 'open', accountId: '*', region: '*', repositories: [], owners: [] };

/** One SNS message per alert revision: text for people, JSON (`docs/alert-v1.schema.json`) for programs. */
export function createSnsPublisher(options: SnsPublisherOptions): Publisher & Announcer {
  return {
    async publish(alert) {
      const document = alertDocument(alert);
      const { kind, severity, state, finding, owners } = document;
      const { accountId, region } = finding;
      const repositories = repositoriesOf(finding);
      const attributes = { kind, severity, state, accountId, region, repositories, owners };
      await send(options, alertNotice(alert), document, attributes);
    },

    async announceStorm(storm) {
      const { bySeverity } = storm;
      const severity = bySeverity[0]?.severity ?? 'low';
      await send(options, stormNotice(storm), stormDocument(storm), {
        ...ANY,
        kind: 'alert-storm',
        severity,
      });
    },

    async announceDigest(digest) {
      const attributes = { ...ANY, kind: 'weekly-digest', severity: 'low' };
      await send(options, digestNotice(digest), digestDocument(digest), attributes);
    },
  };
}

/** Whoever hears of it twice, after a failure between the two topics, sees the same id. */
async function send(
  { client, topicArn, chatTopicArn }: SnsPublisherOptions,
  notice: Notice,
  document: object,
  attributes: Attributes,
): Promise<void> {
  const { subject, text } = renderEmail(notice);
  const json = JSON.stringify(document);
  const MessageAttributes = attributesOf(attributes);
  // Whatever has no key of its own gets the default: a person (SMS, a phone) can read text, and a program that was meant
  // to read JSON has its key below.
  const texts = { default: text, email: text, sqs: json, lambda: json, https: json, http: json };
  try {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        MessageStructure: 'json',
        Message: JSON.stringify(texts),
        MessageAttributes,
      }),
    );
    if (chatTopicArn === null) return;
    const Message = JSON.stringify(renderChat(notice));
    await client.send(new PublishCommand({ TopicArn: chatTopicArn, Message, MessageAttributes }));
  } catch (error) {
    throw publishError(error, notice.id);
  }
}

/**
 * What filter policies match on. Every message has every attribute: one without an attribute that a policy names is not
 * delivered. An alert may concern several repositories and owners, and a policy matches if any of the listed ones does.
 * What concerns a registry as a whole has `*`, which is the name of no repository; what nobody looks after, `unowned`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function attributesOf({ repositories, owners, ...texts }: Attributes): Record<string, MessageAttributeValue> {
  const single = Object.entries(texts).map(([name, value]) => [name, text(value)] as const);
  return {
    ...Object.fromEntries(single),
    repository: list(repositories, '*'),
    owner: list(owners, 'unowned'),
  };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}

function list(values: readonly string[], none: string): MessageAttributeValue {
  const [first = none, ...others] = values;
  if (others.length === 0) return text(first);
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}
