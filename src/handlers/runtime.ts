import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createBlobDownload } from '../adapters/blob-download.ts';
import { createDynamodbAlerts } from '../adapters/dynamodb-alerts.ts';
import { createDynamodbArchive } from '../adapters/dynamodb-archive.ts';
import { createDynamodbGroups } from '../adapters/dynamodb-groups.ts';
import { createDynamodbHistory } from '../adapters/dynamodb-history.ts';
import type { Items } from '../adapters/dynamodb-items.ts';
import { createDynamodbItems } from '../adapters/dynamodb-items-client.ts';
import { createDynamodbReader } from '../adapters/dynamodb-reader.ts';
import { createDynamodbReconciliations } from '../adapters/dynamodb-reconciliations.ts';
import { createDynamodbRepositorySettings } from '../adapters/dynamodb-repository-settings.ts';
import { createDynamodbSnapshots } from '../adapters/dynamodb-snapshots.ts';
import { createDynamodbTags } from '../adapters/dynamodb-tags.ts';
import { createDynamodbTellings } from '../adapters/dynamodb-tellings.ts';
import { createEcrCatalog } from '../adapters/ecr-catalog.ts';
import { createEcrRegistry } from '../adapters/ecr-registry.ts';
import { createSnsPublisher } from '../adapters/sns-publisher.ts';
import { createSqsDeadLetters } from '../adapters/sqs-dead-letters.ts';
import { describeByListing } from '../domain/describe-by-listing.ts';
import { guardReads, type PullTimeGuard } from '../domain/guarded-registry.ts';
import { CONFIG_MAX_BYTES } from '../domain/image-config.ts';
import { rememberComplete } from '../domain/known-registries.ts';
import { rememberSettings } from '../domain/known-settings.ts';
import type { RecordPushDependencies } from '../domain/record-image.ts';
import { foldStorms } from '../domain/storm.ts';
import { createMetrics } from './metrics.ts';
import { logger } from './middleware.ts';
import type { ReconcileStepsDependencies } from './reconcile-steps.ts';
import type { ImageActionDependencies } from './record-batch.ts';
import {
  type EcrClients,
  ecrClients,
  gentleEcrClients,
  pullTimeGuard,
  sqsClient,
} from './runtime-clients.ts';
import { CLIENT, now, registriesIn, usableSettings } from './runtime-settings.ts';
import type { Settings } from './settings.ts';

/** The composition root: settings → clients → adapters → dependencies, once per cold start. */

export function imageActionRuntime(): ImageActionDependencies {
  const settings = usableSettings();
  const items = createDynamodbItems(new DynamoDBClient(CLIENT), settings.tableName);
  const clientFor = ecrClients();
  return {
    ...recording(settings, items, clientFor, pullTimeGuard(settings, clientFor)),
    deadLetters:
      settings.deadLetterQueueUrl === null
        ? null
        : createSqsDeadLetters({ client: sqsClient(), queueUrl: settings.deadLetterQueueUrl }),
    maxReceiveCount: settings.maxReceiveCount,
    logger,
  };
}

export function reconcileRuntime(): ReconcileStepsDependencies {
  const settings = usableSettings();
  const items = createDynamodbItems(new DynamoDBClient(CLIENT), settings.tableName);
  const clientFor = gentleEcrClients(settings.ecrCallsPerSecond);
  const catalog = createEcrCatalog({ clientFor });
  const guard = pullTimeGuard(settings, clientFor);
  const deps = recording(settings, items, clientFor, guard);
  return {
    ...deps,
    registry: describeByListing(deps.registry, catalog),
    catalog,
    guard,
    reconciliations: createDynamodbReconciliations(items),
    archive: createDynamodbArchive(items),
    groups: createDynamodbGroups(items),
    snapshots: createDynamodbSnapshots(items),
    reader: createDynamodbReader(items),
    home: settings.home,
    metrics: createMetrics({
      namespace: settings.metricsNamespace,
      now,
      write: (line) => process.stdout.write(line),
    }),
    logger,
  };
}

/** What recording images needs, wherever one is heard of. */
function recording(
  settings: Settings,
  items: Items,
  clientFor: EcrClients,
  guard: PullTimeGuard,
): RecordPushDependencies {
  const registry = createEcrRegistry({
    clientFor,
    download: createBlobDownload({
      allowedOrigin: settings.blobOrigin,
      maxBytes: CONFIG_MAX_BYTES,
      timeoutMs: CLIENT.requestHandler.requestTimeout,
    }),
  });
  const topics = { topicArn: settings.topicArn, chatTopicArn: settings.chatTopicArn };
  return {
    registry: guardReads(registry, guard),
    registries: rememberComplete(registriesIn(settings, items), now),
    settings: rememberSettings(createDynamodbRepositorySettings(items), now),
    history: createDynamodbHistory(items, { now, historyDays: settings.historyDays }),
    tags: createDynamodbTags(items, now),
    alerts: createDynamodbAlerts(items),
    publisher: foldStorms(createSnsPublisher({ client: new SNSClient(CLIENT), ...topics }), {
      tellings: createDynamodbTellings(items),
      alertsPerTenMinutes: settings.alertsPerTenMinutes,
      now,
    }),
    thresholds: settings.thresholds,
    mutedKinds: settings.mutedKinds,
    now,
  };
}
