import type { Context, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { ImageRef } from '../../src/domain/registry.ts';
import { at } from './builders.ts';

/** The EventBridge event of a push, as ECR sends it; `detail` and `more` replace fields. */
export function pushEvent(
  image: ImageRef,
  detail: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    version: '0',
    id: '13cde686-328b-6117-af20-0e5566167482',
    'detail-type': 'ECR Image Action',
    source: 'aws.ecr',
    account: image.accountId,
    time: at(),
    region: image.region,
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': image.repository,
      'image-digest': image.digest,
      'action-type': 'PUSH',
      'image-tag': '1.0.0',
      ...detail,
    },
    ...more,
  };
}

/** An image was deleted or, where it has others, the tag taken off it; no tag is written as ECR writes it. */
export function deleteEvent(
  image: ImageRef,
  tag = '',
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return pushEvent(image, { 'action-type': 'DELETE', 'image-tag': tag }, more);
}

/** An image was archived or restored; ECR names no tag. */
export function storageClassEvent(
  image: ImageRef,
  storageClass: 'ARCHIVE' | 'STANDARD',
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const detail = { 'action-type': 'UPDATE_STORAGE_CLASS', 'target-storage-class': storageClass };
  return pushEvent(image, { ...detail, 'image-tag': undefined }, more);
}

/** How a batch was delivered. */
export interface Delivery {
  /** How often the messages were delivered, this time included. */
  readonly receiveCount?: number;
  readonly attributes?: SQSMessageAttributes;
}

/** A batch from the queue; text is sent as it is. The messages are called `message-1`, `message-2`, … */
export function sqsBatch(bodies: readonly (string | object)[], delivery: Delivery = {}): SQSEvent {
  return { Records: bodies.map((body, index) => sqsRecord(`message-${index + 1}`, body, delivery)) };
}

function sqsRecord(
  messageId: string,
  body: string | object,
  { receiveCount = 1, attributes = {} }: Delivery,
): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: `${receiveCount}`,
      SentTimestamp: '0',
      SenderId: 'events.amazonaws.com',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: attributes,
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:image-actions',
    awsRegion: 'eu-west-1',
  };
}

export const LAMBDA_CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'image-action',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:image-action',
  memoryLimitInMB: '512',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/layerwatch/image-action',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
