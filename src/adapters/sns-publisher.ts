import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertDocument } from '../domain/alert-document.ts';
import { renderAlert } from '../domain/alert-message.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { Publisher } from '../domain/alert-ports.ts';
import { publishError } from './aws-errors.ts';

interface SnsPublisherOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
}

/** One SNS message per alert revision: text for people, JSON (`docs/alert-v1.schema.json`) for programs. */
export function createSnsPublisher({ client, topicArn }: SnsPublisherOptions): Publisher {
  return {
    async publish(alert) {
      const { subject, text, json } = renderAlert(alert);
      const document = JSON.stringify(json);
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subject,
            MessageStructure: 'json',
            Message: JSON.stringify({
              // Whatever has no key of its own gets the default: a person (SMS, a phone) can read text, and a program
              // that was meant to read JSON has its key below.
              default: text,
              email: text,
              sqs: document,
              lambda: document,
              https: document,
              http: document,
            }),
            MessageAttributes: attributesOf(json),
          }),
        );
      } catch (error) {
        throw publishError(error, alert.id);
      }
    },
  };
}

/**
 * What filter policies match on. Every alert has every attribute: a message without one that a policy names is not
 * delivered. A duplicate layer concerns several repositories, and a policy matches if any of the listed ones does. What
 * concerns a registry as a whole has `*`, which is the name of no repository.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function attributesOf({
  kind,
  severity,
  state,
  finding,
}: AlertDocument): Record<string, MessageAttributeValue> {
  return {
    kind: text(kind),
    severity: text(severity),
    state: text(state),
    accountId: text(finding.accountId),
    region: text(finding.region),
    repository: repositoryAttribute(finding),
  };
}

function repositoryAttribute(finding: Finding): MessageAttributeValue {
  switch (finding.kind) {
    case 'duplicate-layer':
      return { DataType: 'String.Array', StringValue: JSON.stringify(finding.repositories) };
    case 'image-grew':
      return text(finding.repository);
    case 'registry-scanned':
      return text('*');
  }
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
