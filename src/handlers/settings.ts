import * as z from 'zod/mini';
import type { PullTimePolicy } from '../domain/guarded-registry.ts';
import type { RegistryId } from '../domain/registry.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../domain/thresholds.ts';

/** What the deployment decides. Every name is an environment variable of the functions in `template.yaml`. */
export interface Settings {
  readonly tableName: string;
  readonly topicArn: string;
  /** The registry beside the functions: that of the account and region of the topic, which are those of the stack. */
  readonly home: RegistryId;
  readonly thresholds: Thresholds;
  /** How long a deleted image stays in the history. */
  readonly historyDays: number;
  /** True where the history starts from nothing, so that its numbers are whole from the first push on. */
  readonly completeFromStart: boolean;
  /** An origin (`http://127.0.0.1:5001`) config blobs may come from besides ECR's own; local mode only. */
  readonly blobOrigin: string | null;
  /** Where messages are parked that failed for good; null where that is left to the queue. */
  readonly deadLetterQueueUrl: string | null;
  /** So often the queue delivers a message: the `maxReceiveCount` of its redrive policy. */
  readonly maxReceiveCount: number;
  /** The roles of the functions that read images, as IAM names them. */
  readonly readerRoleArns: readonly string[];
  /** What to do where reading images would move the times of their last pull. */
  readonly pullTimePolicy: PullTimePolicy;
  /** The most calls of ECR a second that one instance of `reconcile` makes in a registry: its share of what all may. */
  readonly ecrCallsPerSecond: number;
  /** Where metrics go; empty where there is nobody to read them. */
  readonly metricsNamespace: string;
}

const whole = z.pipe(z.coerce.number(), z.int().check(z.minimum(0)));
const fraction = z.coerce.number().check(z.minimum(0));

const TOPIC_ARN = /^arn:[\w-]+:sns:([\w-]+):(\d{12}):.+$/;

const Environment = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  TOPIC_ARN: z.string().check(z.regex(TOPIC_ARN, 'not the ARN of a topic')),
  LARGE_LAYER_BYTES: z._default(whole, DEFAULT_THRESHOLDS.largeLayerBytes),
  GROWTH_PERCENT: z._default(fraction, DEFAULT_THRESHOLDS.growthPercent),
  GROWTH_BYTES: z._default(whole, DEFAULT_THRESHOLDS.growthBytes),
  STORAGE_PRICE_PER_GB_MONTH: z._default(fraction, DEFAULT_THRESHOLDS.storagePricePerGbMonth),
  HISTORY_DAYS: z._default(z.pipe(z.coerce.number(), z.int().check(z.minimum(1))), 365),
  COMPLETE_FROM_START: z._default(z.enum(['true', 'false']), 'false'),
  BLOB_ORIGIN: z.optional(z.url()),
  DEAD_LETTER_QUEUE_URL: z.optional(z.url()),
  MAX_RECEIVE_COUNT: z._default(z.pipe(z.coerce.number(), z.int().check(z.minimum(1))), 5),
  READER_ROLE_ARNS: z._default(z.string(), ''),
  PULL_TIME_POLICY: z._default(z.enum(['check', 'register', 'ignore']), 'check'),
  ECR_CALLS_PER_SECOND: z._default(z.coerce.number().check(z.gt(0)), 10),
  RECONCILE_CONCURRENCY: z._default(z.pipe(z.coerce.number(), z.int().check(z.minimum(1))), 1),
  METRICS_NAMESPACE: z._default(z.string(), 'Layerwatch'),
});

/** The settings of this function. Nothing else reads the environment. */
export function readSettings(): Settings {
  return parseSettings(process.env);
}

/** Throws an Error that lists every missing or wrong name at once, never a value. */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is incomplete or wrong: ${wrong.join('; ')}`);
  }
  const env = parsed.data;
  const [, region = '', accountId = ''] = TOPIC_ARN.exec(env.TOPIC_ARN) ?? [];
  return {
    tableName: env.TABLE_NAME,
    topicArn: env.TOPIC_ARN,
    home: { accountId, region },
    thresholds: {
      largeLayerBytes: env.LARGE_LAYER_BYTES,
      growthPercent: env.GROWTH_PERCENT,
      growthBytes: env.GROWTH_BYTES,
      storagePricePerGbMonth: env.STORAGE_PRICE_PER_GB_MONTH,
    },
    historyDays: env.HISTORY_DAYS,
    completeFromStart: env.COMPLETE_FROM_START === 'true',
    blobOrigin: env.BLOB_ORIGIN ?? null,
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL ?? null,
    maxReceiveCount: env.MAX_RECEIVE_COUNT,
    readerRoleArns: env.READER_ROLE_ARNS.split(',').flatMap((arn) => arn.trim() || []),
    pullTimePolicy: env.PULL_TIME_POLICY,
    ecrCallsPerSecond: env.ECR_CALLS_PER_SECOND / env.RECONCILE_CONCURRENCY,
    metricsNamespace: env.METRICS_NAMESPACE,
  };
}
