import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createBlobDownload } from '../adapters/blob-download.ts';
import { createDynamodbAlerts } from '../adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../adapters/dynamodb-history.ts';
import type { Items } from '../adapters/dynamodb-items.ts';
import { createDynamodbItems } from '../adapters/dynamodb-items-client.ts';
import { createDynamodbReader } from '../adapters/dynamodb-reader.ts';
import { createDynamodbReconciliations } from '../adapters/dynamodb-reconciliations.ts';
import { createDynamodbRegistries } from '../adapters/dynamodb-registries.ts';
import { createDynamodbRepositorySettings } from '../adapters/dynamodb-repository-settings.ts';
import { createDynamodbTags } from '../adapters/dynamodb-tags.ts';
import { createEcrCatalog } from '../adapters/ecr-catalog.ts';
import { createEcrPullTimeExclusions } from '../adapters/ecr-pull-time-exclusions.ts';
import { createEcrRegistry } from '../adapters/ecr-registry.ts';
import { createRateLimit, limitCalls } from '../adapters/rate-limit.ts';
import { createSnsPublisher } from '../adapters/sns-publisher.ts';
import { createSqsDeadLetters } from '../adapters/sqs-dead-letters.ts';
import { describeByListing } from '../domain/describe-by-listing.ts';
import { createPullTimeGuard, guardReads, type PullTimeGuard } from '../domain/guarded-registry.ts';
import { CONFIG_MAX_BYTES } from '../domain/image-config.ts';
import { completeFromStart, rememberComplete } from '../domain/known-registries.ts';
import { rememberSettings } from '../domain/known-settings.ts';
import type { Registries } from '../domain/ports.ts';
import type { RecordPushDependencies } from '../domain/record-image.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';
import { createMetrics } from './metrics.ts';
import { logger } from './middleware.ts';
import type { QueryDependencies } from './query-api.ts';
import type { ReconcileStepsDependencies } from './reconcile-steps.ts';
import type { ImageActionDependencies } from './record-batch.ts';
import { readSettings, type Settings } from './settings.ts';

/** The composition root: settings → clients → adapters → dependencies, once per cold start. */

// A call that hangs is given up well before its function is, so that the queue delivers the message again.
const CLIENT = { requestHandler: { connectionTimeout: 2_000, requestTimeout: 6_000 } };

/** The client for one registry: a client speaks to its own region only. */
type EcrClients = (registry: RegistryId) => ECRClient;

export function imageActionRuntime(): ImageActionDependencies {
  const settings = readSettings();
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

export function queryRuntime(): QueryDependencies {
  const settings = readSettings();
  const items = createDynamodbItems(new DynamoDBClient(CLIENT), settings.tableName);
  return {
    reader: createDynamodbReader(items),
    registries: registriesIn(settings, items),
    thresholds: settings.thresholds,
    now,
    logger,
  };
}

export function reconcileRuntime(): ReconcileStepsDependencies {
  const settings = readSettings();
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
  return {
    registry: guardReads(registry, guard),
    registries: rememberComplete(registriesIn(settings, items), now),
    settings: rememberSettings(createDynamodbRepositorySettings(items), now),
    history: createDynamodbHistory(items, { now, historyDays: settings.historyDays }),
    tags: createDynamodbTags(items, now),
    alerts: createDynamodbAlerts(items),
    publisher: createSnsPublisher({ client: new SNSClient(CLIENT), topicArn: settings.topicArn }),
    thresholds: settings.thresholds,
    now,
  };
}

function registriesIn(settings: Settings, items: Items): Registries {
  const registries = createDynamodbRegistries(items);
  return settings.completeFromStart ? completeFromStart(registries) : registries;
}

function pullTimeGuard(settings: Settings, clientFor: EcrClients): PullTimeGuard {
  return createPullTimeGuard({
    exclusions: createEcrPullTimeExclusions({ clientFor }),
    roleArns: settings.readerRoleArns,
    policy: settings.pullTimePolicy,
  });
}

function now(): Date {
  return new Date();
}

/** Made when a message is first given up: that takes longer than to load it, and hardly any function ever does it. */
function sqsClient(): () => SQSClient {
  let client: SQSClient | undefined;
  return () => {
    client ??= new SQSClient(CLIENT);
    return client;
  };
}

/**
 * One client per region, made when it is first needed. It tries twice and no more: the queue tries again later, and
 * that is gentler on an ECR that throttles than a function that waits, with its other messages waiting behind it.
 */
function ecrClients(): EcrClients {
  const clients = new Map<string, ECRClient>();
  return ({ region }) => {
    const client = clients.get(region) ?? new ECRClient({ ...CLIENT, region, maxAttempts: 2 });
    clients.set(region, client);
    return client;
  };
}

/**
 * One client per registry, which waits rather than gives up: nothing is behind a reconciliation. A page of a thousand
 * images takes ECR longer than a manifest.
 */
function gentleEcrClients(callsPerSecond: number): EcrClients {
  const clients = new Map<string, ECRClient>();
  return (registry) => {
    const name = formatRegistry(registry);
    const known = clients.get(name);
    if (known) return known;
    const client = new ECRClient({
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 20_000 },
      region: registry.region,
      retryMode: 'adaptive',
      maxAttempts: 8,
    });
    limitCalls(client, createRateLimit(callsPerSecond));
    clients.set(name, client);
    return client;
  };
}
