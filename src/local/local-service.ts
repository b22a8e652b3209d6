import { devNull } from 'node:os';
import { startDynamodbEngine } from './dynamodb-engine.ts';
import { startEcrEndpoint } from './ecr-endpoint.ts';
import type { EcrSettings } from './ecr-settings.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { throughGateway } from './http-gateway.ts';
import type { HttpReply, HttpRequest } from './http-server.ts';
import type { RegistrySource } from './image-catalog.ts';
import { type ImageActionEvent, LOCAL_REGISTRY } from './push-event.ts';
import { runReconciliation } from './reconciliation.ts';
import { type PublishedMessage, startSnsEndpoint } from './sns-endpoint.ts';

const TABLE_NAME = 'layerwatch';

const PERSONAL_SETTINGS = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
];

export interface LocalServiceOptions {
  readonly source: RegistrySource;
  /** As in an account that nobody has configured where they are left out. */
  readonly settings?: EcrSettings;
  readonly onMessage: (message: PublishedMessage) => void;
  readonly onDeadLetter: (event: ImageActionEvent) => void;
}

/** The deployed functions with what they call, all on this machine. */
export interface LocalService extends EventQueue {
  query(request: HttpRequest): Promise<HttpReply>;
  /** Compares the history with the whole registry, and looks for what no push shows: what is done every night. */
  reconcile(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the endpoints, points the AWS clients at them, and loads the handlers as they are deployed. They read the
 * environment when they are loaded, so a process can hold one such service, and once.
 */
export async function startLocalService({
  source,
  settings,
  onMessage,
  onDeadLetter,
}: LocalServiceOptions): Promise<LocalService> {
  const [dynamodb, ecr, sns] = await Promise.all([
    startDynamodbEngine(TABLE_NAME, LOCAL_REGISTRY.region),
    startEcrEndpoint(source, LOCAL_REGISTRY, settings),
    startSnsEndpoint(onMessage),
  ]);
  setEnvironment({ dynamodb: dynamodb.endpoint, ecr: ecr.origin, sns: sns.origin });
  const imageAction = await import('../handlers/image-action.ts');
  const query = await import('../handlers/query.ts');
  const queue = createEventQueue({ handler: imageAction.handler, onDeadLetter });
  let nights = 0;
  return {
    deliver: queue.deliver,
    query: (request) => throughGateway(query.handler, request),
    reconcile: async () => {
      const { handler } = await import('../handlers/reconcile.ts');
      nights += 1;
      await runReconciliation(handler, `night-${nights}`);
    },
    close: async () => {
      await Promise.all([dynamodb.close(), ecr.close(), sns.close()]);
    },
  };
}

function setEnvironment(origins: { readonly dynamodb: string; readonly ecr: string; readonly sns: string }) {
  const { accountId, region } = LOCAL_REGISTRY;
  // A person's own AWS settings must not lead the clients anywhere else.
  for (const name of PERSONAL_SETTINGS) delete process.env[name];
  Object.assign(process.env, {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: origins.dynamodb,
    AWS_ENDPOINT_URL_ECR: origins.ecr,
    AWS_ENDPOINT_URL_SNS: origins.sns,
    TABLE_NAME,
    TOPIC_ARN: `arn:aws:sns:${region}:${accountId}:layerwatch-alerts`,
    COMPLETE_FROM_START: 'true',
    // Months pass in seconds here.
    ALERTS_PER_TEN_MINUTES: '1000',
    // Nothing here expires images by the time of their last pull.
    PULL_TIME_POLICY: 'ignore',
    BLOB_ORIGIN: origins.ecr,
    // Nobody else calls this ECR.
    ECR_CALLS_PER_SECOND: '1000',
    METRICS_NAMESPACE: '',
    // The console belongs to what a person reads; who looks for a fault sets the level.
    POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL ?? 'SILENT',
  });
}
