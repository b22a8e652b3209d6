import * as z from 'zod/mini';
import { FINDING_KINDS, type FindingKind } from '../domain/findings/finding.ts';
import type { PullTimePolicy } from '../domain/guarded-registry.ts';
import { parseKinds } from '../domain/mute.ts';
import { isProblem, type Limits, parseQuantity } from '../domain/quantity.ts';
import type { RegistryId } from '../domain/registry.ts';
import { THRESHOLD_LIMITS } from '../domain/threshold-limits.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../domain/thresholds.ts';

/** What the deployment decides. Every name is an environment variable of the functions in `template.yaml`. */
export interface Settings {
  readonly tableName: string;
  readonly topicArn: string;
  /** The topic of Amazon Q Developer in chat applications; null for none. */
  readonly chatTopicArn: string | null;
  /** The registry beside the functions: that of the account and region of the topic, which are those of the stack. */
  readonly home: RegistryId;
  readonly thresholds: Thresholds;
  /** Where the URL of a Slack webhook is; null for none. */
  readonly slackWebhookSecretArn: string | null;
  /** Kinds of findings that nobody is told of. */
  readonly mutedKinds: readonly FindingKind[];
  /** Alerts beyond this number within ten minutes are told as one. */
  readonly alertsPerTenMinutes: number;
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
  /** What cannot be used although the functions run without it, and what is used instead: a sentence each, without the value. */
  readonly problems: readonly string[];
}

/** The thresholds by their names in the environment. One that cannot be used is no reason not to record images. */
const THRESHOLDS = {
  LARGE_LAYER_BYTES: 'largeLayerBytes',
  MIN_GROUP_SAVING_BYTES: 'minGroupSavingBytes',
  GROWTH_PERCENT: 'growthPercent',
  GROWTH_BYTES: 'growthBytes',
  DRIFT_DAYS: 'driftDays',
  BASE_OUTDATED_DAYS: 'baseOutdatedDays',
  LEFTOVER_BYTES: 'leftoverBytes',
  LAYER_ORDER_PUSHES: 'layerOrderPushes',
  LAYER_ORDER_PERCENT: 'layerOrderPercent',
  LAYER_ORDER_BYTES: 'layerOrderBytes',
  LAMBDA_IMAGE_BYTES: 'lambdaImageBytes',
  STORAGE_PRICE_PER_GB_MONTH: 'storagePricePerGbMonth',
} as const satisfies Record<string, keyof Thresholds>;

const ALERTS_LIMITS: Limits = { unit: 'alerts', min: 1, max: 1_000 };
const DEFAULT_ALERTS = 8;

const TOPIC_ARN = /^arn:[\w-]+:sns:([\w-]+):(\d{12}):.+$/;

const Environment = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  TOPIC_ARN: z.string().check(z.regex(TOPIC_ARN, 'not the ARN of a topic')),
  CHAT_TOPIC_ARN: z.optional(z.string().check(z.regex(TOPIC_ARN, 'not the ARN of a topic'))),
  SLACK_WEBHOOK_SECRET_ARN: z.optional(
    z.string().check(z.regex(/^arn:[\w-]+:secretsmanager:/, 'not the ARN of a secret')),
  ),
  MUTED_KINDS: z._default(z.string(), ''),
  ALERTS_PER_TEN_MINUTES: z._default(z.string(), ''),
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

/**
 * Throws an Error that lists every missing or wrong name at once, never a value. A threshold that cannot be used is a
 * problem, and its default is used.
 */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = Environment.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is incomplete or wrong: ${wrong.join('; ')}`);
  }
  const env = parsed.data;
  const problems: string[] = [];

  function read(name: string, limits: Limits, otherwise: number): number {
    const text = environment[name]?.trim();
    const value = text ? parseQuantity(text, limits) : otherwise;
    if (!isProblem(value)) return value;
    problems.push(`${name} ${value.problem}; the default of ${otherwise} is used`);
    return otherwise;
  }

  const thresholds: { -readonly [Name in keyof Thresholds]: number } = { ...DEFAULT_THRESHOLDS };
  for (const [name, threshold] of Object.entries(THRESHOLDS))
    thresholds[threshold] = read(name, THRESHOLD_LIMITS[threshold], DEFAULT_THRESHOLDS[threshold]);
  const muted = env.MUTED_KINDS.split(',').flatMap((kind) => kind.trim() || []);
  const kinds = parseKinds(muted);
  if (isProblem(kinds)) problems.push(`MUTED_KINDS ${kinds.problem}; the others in it are muted`);
  const [, region = '', accountId = ''] = TOPIC_ARN.exec(env.TOPIC_ARN) ?? [];
  return {
    tableName: env.TABLE_NAME,
    topicArn: env.TOPIC_ARN,
    chatTopicArn: env.CHAT_TOPIC_ARN ?? null,
    home: { accountId, region },
    slackWebhookSecretArn: env.SLACK_WEBHOOK_SECRET_ARN ?? null,
    thresholds,
    mutedKinds: FINDING_KINDS.filter((kind) => muted.includes(kind)),
    alertsPerTenMinutes: read('ALERTS_PER_TEN_MINUTES', ALERTS_LIMITS, DEFAULT_ALERTS),
    historyDays: env.HISTORY_DAYS,
    completeFromStart: env.COMPLETE_FROM_START === 'true',
    blobOrigin: env.BLOB_ORIGIN ?? null,
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL ?? null,
    maxReceiveCount: env.MAX_RECEIVE_COUNT,
    readerRoleArns: env.READER_ROLE_ARNS.split(',').flatMap((arn) => arn.trim() || []),
    pullTimePolicy: env.PULL_TIME_POLICY,
    ecrCallsPerSecond: env.ECR_CALLS_PER_SECOND / env.RECONCILE_CONCURRENCY,
    metricsNamespace: env.METRICS_NAMESPACE,
    problems,
  };
}

/** A template has no way to leave a variable out, so an empty one is as absent. The namespace of metrics may be empty. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value?.trim() || name === 'METRICS_NAMESPACE'),
  );
}
