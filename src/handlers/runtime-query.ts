import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamodbAlerts } from '../adapters/dynamodb-alerts.ts';
import { createDynamodbItems } from '../adapters/dynamodb-items-client.ts';
import { createDynamodbReader } from '../adapters/dynamodb-reader.ts';
import { logger } from './middleware.ts';
import type { QueryDependencies } from './query-api.ts';
import { CLIENT, now, registriesIn, usableSettings } from './runtime-settings.ts';

export function queryRuntime(): QueryDependencies {
  const settings = usableSettings();
  const items = createDynamodbItems(new DynamoDBClient(CLIENT), settings.tableName);
  return {
    reader: createDynamodbReader(items),
    alerts: createDynamodbAlerts(items),
    registries: registriesIn(settings, items),
    thresholds: settings.thresholds,
    now,
    logger,
  };
}
