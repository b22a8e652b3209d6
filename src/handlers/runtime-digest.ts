import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createDynamodbItems } from '../adapters/dynamodb-items-client.ts';
import { createDynamodbReader } from '../adapters/dynamodb-reader.ts';
import { createDynamodbRepositorySettings } from '../adapters/dynamodb-repository-settings.ts';
import { createDynamodbSnapshots } from '../adapters/dynamodb-snapshots.ts';
import { createDynamodbTellings } from '../adapters/dynamodb-tellings.ts';
import { createSnsPublisher } from '../adapters/sns-publisher.ts';
import { rememberSettings } from '../domain/known-settings.ts';
import type { DigestDependencies } from './digest-steps.ts';
import { logger } from './middleware.ts';
import { CLIENT, now, registriesIn, usableSettings } from './runtime-settings.ts';

export function digestRuntime(): DigestDependencies {
  const settings = usableSettings();
  const { topicArn, chatTopicArn, thresholds } = settings;
  const items = createDynamodbItems(new DynamoDBClient(CLIENT), settings.tableName);
  return {
    reader: createDynamodbReader(items),
    registries: registriesIn(settings, items),
    snapshots: createDynamodbSnapshots(items),
    tellings: createDynamodbTellings(items),
    settings: rememberSettings(createDynamodbRepositorySettings(items), now),
    mutedKinds: settings.mutedKinds,
    announcer: createSnsPublisher({ client: new SNSClient(CLIENT), topicArn, chatTopicArn }),
    thresholds,
    now,
    logger,
  };
}
