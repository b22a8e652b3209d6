import * as z from 'zod/mini';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../domain/thresholds.ts';

/** What the deployment decides. Every name is an environment variable of the functions in `template.yaml`. */
export interface Settings {
  readonly tableName: string;
  readonly topicArn: string;
  readonly thresholds: Thresholds;
  /** True where the history starts from nothing, so that its numbers are whole from the first push on. */
  readonly completeFromStart: boolean;
  /** An origin (`http://127.0.0.1:5001`) config blobs may come from besides ECR's own; local mode only. */
  readonly blobOrigin: string | null;
}

const whole = z.pipe(z.coerce.number(), z.int().check(z.minimum(0)));
const fraction = z.coerce.number().check(z.minimum(0));

const Environment = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  LARGE_LAYER_BYTES: z._default(whole, DEFAULT_THRESHOLDS.largeLayerBytes),
  GROWTH_PERCENT: z._default(fraction, DEFAULT_THRESHOLDS.growthPercent),
  GROWTH_BYTES: z._default(whole, DEFAULT_THRESHOLDS.growthBytes),
  STORAGE_PRICE_PER_GB_MONTH: z._default(fraction, DEFAULT_THRESHOLDS.storagePricePerGbMonth),
  COMPLETE_FROM_START: z._default(z.enum(['true', 'false']), 'false'),
  BLOB_ORIGIN: z.optional(z.url()),
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
  return {
    tableName: env.TABLE_NAME,
    topicArn: env.TOPIC_ARN,
    thresholds: {
      largeLayerBytes: env.LARGE_LAYER_BYTES,
      growthPercent: env.GROWTH_PERCENT,
      growthBytes: env.GROWTH_BYTES,
      storagePricePerGbMonth: env.STORAGE_PRICE_PER_GB_MONTH,
    },
    completeFromStart: env.COMPLETE_FROM_START === 'true',
    blobOrigin: env.BLOB_ORIGIN ?? null,
  };
}
