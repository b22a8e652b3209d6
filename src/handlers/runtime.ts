import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import { createBlobDownload } from '../adapters/blob-download.ts';
import { createDynamodbAlerts } from '../adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../adapters/dynamodb-history.ts';
import { Items } from '../adapters/dynamodb-items.ts';
import { createDynamodbReader } from '../adapters/dynamodb-reader.ts';
import { createEcrRegistry } from '../adapters/ecr-registry.ts';
import { createSnsPublisher } from '../adapters/sns-publisher.ts';
import { CONFIG_MAX_BYTES } from '../domain/image-config.ts';
import type { RegistryId } from '../domain/registry.ts';
import { logger } from './middleware.ts';
import type { QueryDependencies } from './query-api.ts';
import type { ImageActionDependencies } from './record-batch.ts';
import { readSettings } from './settings.ts';

/** The composition root: settings → clients → adapters → dependencies, once per cold start. */

// A call that hangs is given up well before its function is, so that the queue delivers the message again.
const CLIENT = { requestHandler: { connectionTimeout: 2_000, requestTimeout: 6_000 } };

export function imageActionRuntime(): ImageActionDependencies {
  const settings = readSettings();
  const items = new Items(new DynamoDBClient(CLIENT), settings.tableName);
  return {
    registry: createEcrRegistry({
      clientFor: ecrClients(),
      download: createBlobDownload({
        allowedOrigin: settings.blobOrigin,
        maxBytes: CONFIG_MAX_BYTES,
        timeoutMs: CLIENT.requestHandler.requestTimeout,
      }),
    }),
    history: createDynamodbHistory(items),
    alerts: createDynamodbAlerts(items),
    publisher: createSnsPublisher({ client: new SNSClient(CLIENT), topicArn: settings.topicArn }),
    thresholds: settings.thresholds,
    now: () => new Date(),
    logger,
  };
}

export function queryRuntime(): QueryDependencies {
  const settings = readSettings();
  return {
    reader: createDynamodbReader(new Items(new DynamoDBClient(CLIENT), settings.tableName)),
    thresholds: settings.thresholds,
    completeFromStart: settings.completeFromStart,
    now: () => new Date(),
    logger,
  };
}

/**
 * One client per region, made when it is first needed. It tries twice and no more: the queue tries again later, and
 * that is gentler on an ECR that throttles than a function that waits, with its other messages waiting behind it.
 */
function ecrClients(): (registry: RegistryId) => ECRClient {
  const clients = new Map<string, ECRClient>();
  return ({ region }) => {
    const client = clients.get(region) ?? new ECRClient({ ...CLIENT, region, maxAttempts: 2 });
    clients.set(region, client);
    return client;
  };
}
