import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { tableDefinition } from '../../src/adapters/dynamodb-table.ts';
import { type Digest, digestOf } from '../../src/domain/digest.ts';
import { BUNDLE_OPTIONS, HANDLERS } from '../../src/local/build.ts';
import { type QueryHandler, throughGateway } from '../../src/local/http-gateway.ts';
import { at, REGISTRY } from '../support/builders.ts';
import { LAMBDA_CONTEXT, pushEvent, sqsBatch } from '../support/image-events.ts';
import { createQueue, type Queue } from './sqs-client.ts';

// The account that moto gives every caller is the builders' as well.
const REGION = REGISTRY.region;
const TABLE_NAME = 'layerwatch-history';
const TOPIC_NAME = 'layerwatch-alerts';
const CHAT_TOPIC_NAME = 'layerwatch-chat';

/** Bundles the handlers as `npm run build` does, so that no older build is tested by mistake. */
export async function buildBundles(directory: string): Promise<void> {
  const entryPoints = HANDLERS.map((name) => `src/handlers/${name}.ts`);
  await build({ ...BUNDLE_OPTIONS, entryPoints, outdir: directory, logLevel: 'error' });
}

export interface Pushed {
  readonly digest: Digest;
  readonly event: object;
}

interface Push {
  readonly repository: string;
  readonly tag?: string;
  readonly manifest: string;
  /** The event's time, RFC 3339. */
  readonly time?: string;
  readonly region?: string;
}

/** Layerwatch as the template deploys it: table, topics, subscribed queues, and three functions, freshly loaded. */
export interface MotoStack {
  /** Creates a repository. */
  repository(name: string, region?: string): Promise<void>;
  /** Puts an image into ECR, which answers with the event that it would send. */
  push(image: Push): Promise<Pushed>;
  /** Invokes image-action with one batch; answers which are to be delivered again: `message-2` is the second. */
  deliver(events: readonly (string | object)[]): Promise<readonly string[]>;
  /** Asks the query function for a path and query; answers the parsed body. */
  ask(pathAndQuery: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Invokes digest as its schedules do. */
  tell(task: 'digest' | 'storm'): Promise<void>;
  readonly queues: {
    /** SNS's own envelope around the message. */
    readonly enveloped: Queue;
    /** Raw message delivery. */
    readonly raw: Queue;
    /** Raw, with a filter policy: only `image-grew`. */
    readonly filtered: Queue;
    /** What Amazon Q Developer in chat applications would get. */
    readonly chat: Queue;
  };
}

/** Deploys to the AWS that answers at `origin`, which is emptied first. */
export async function deployToMoto(origin: string, bundles: string): Promise<MotoStack> {
  await fetch(`${origin}/moto-api/reset`, { method: 'POST' });
  const account = { endpoint: origin, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  await new DynamoDBClient({ ...account, region: REGION }).send(
    new CreateTableCommand(tableDefinition(TABLE_NAME)),
  );
  const sns = new SNSClient({ ...account, region: REGION });
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: TOPIC_NAME }));
  const { TopicArn: chatTopic = '' } = await sns.send(new CreateTopicCommand({ Name: CHAT_TOPIC_NAME }));

  async function subscribe(name: string, Attributes: Record<string, string>, TopicArn = topic) {
    const queue = await createQueue(origin, REGION, name);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes }));
    return queue;
  }
  const queues = {
    enveloped: await subscribe('enveloped', {}),
    raw: await subscribe('raw', { RawMessageDelivery: 'true' }),
    filtered: await subscribe('filtered', {
      RawMessageDelivery: 'true',
      FilterPolicy: JSON.stringify({ kind: ['image-grew'] }),
    }),
    chat: await subscribe('chat', { RawMessageDelivery: 'true' }, chatTopic),
  };

  setEnvironment(origin, topic, chatTopic);
  const imageAction: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> = load(
    bundles,
    'image-action',
  );
  const query: QueryHandler = load(bundles, 'query');
  const digest: (input: object, context: Context) => Promise<void> = load(bundles, 'digest');

  return {
    queues,

    async repository(repositoryName, region = REGION) {
      await new ECRClient({ ...account, region }).send(new CreateRepositoryCommand({ repositoryName }));
    },

    async push({ repository, tag, manifest, time = at(), region = REGION }) {
      const digest = digestOf(manifest);
      await new ECRClient({ ...account, region }).send(
        new PutImageCommand({
          repositoryName: repository,
          imageManifest: manifest,
          imageManifestMediaType: JSON.parse(manifest).mediaType,
          // moto makes another digest, from the layers' digests, unless it is told the real one.
          imageDigest: digest,
          ...(tag !== undefined && { imageTag: tag }),
        }),
      );
      const image = { accountId: REGISTRY.accountId, region, repository, digest };
      return { digest, event: pushEvent(image, { 'image-tag': tag ?? '' }, { time }) };
    },

    async deliver(events) {
      const { batchItemFailures } = await imageAction(sqsBatch(events), LAMBDA_CONTEXT);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },

    async ask(pathAndQuery) {
      const [path = '', search = ''] = pathAndQuery.split('?');
      const reply = await throughGateway(query, {
        method: 'GET',
        path,
        query: search,
        headers: {},
        body: '',
      });
      return { status: reply.status, body: JSON.parse(`${reply.body}`) };
    },

    tell: (task) => digest({ task }, LAMBDA_CONTEXT),
  };
}

function setEnvironment(origin: string, topicArn: string, chatTopicArn: string): void {
  for (const [name, value] of Object.entries({
    // A person's own AWS settings must not lead the clients anywhere else.
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: origin,
    BLOB_ORIGIN: origin,
    COMPLETE_FROM_START: 'true',
    PULL_TIME_POLICY: 'ignore',
    TABLE_NAME,
    TOPIC_ARN: topicArn,
    CHAT_TOPIC_ARN: chatTopicArn,
    // As the template has it where there is no webhook.
    SLACK_WEBHOOK_SECRET_ARN: '',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  }))
    vi.stubEnv(name, value);
}

/** Loads a bundle as a cold start does: from its file, anew each time. */
function load(bundles: string, name: (typeof HANDLERS)[number]) {
  const require = createRequire(import.meta.url);
  const path = join(bundles, `${name}.cjs`);
  delete require.cache[path];
  return require(path).handler;
}
