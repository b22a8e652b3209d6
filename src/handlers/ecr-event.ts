import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { InvalidEventError } from '../domain/errors.ts';
import { describe } from '../domain/image-config.ts';
import type { ImageRef } from '../domain/registry.ts';
import type { Push } from '../domain/tagging.ts';

/** What an event from the queue asks for. */
export type ImageAction =
  | { readonly action: 'push'; readonly image: ImageRef; readonly push: Push }
  | { readonly action: 'ignore'; readonly reason: 'NOT_AN_IMAGE_ACTION' | 'ACTION_IGNORED' | 'PUSH_FAILED' };

const text = z.string();

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
const Envelope = z.object({ source: text, 'detail-type': text, detail: z.record(z.string(), z.unknown()) });

const Outcome = z.object({ 'action-type': text, result: text });

const PushEvent = z.object({
  account: text.check(z.regex(/^\d{12}$/, 'not an account id')),
  region: text.check(z.regex(/^[a-z0-9-]{3,32}$/, 'not a region')),
  time: z.pipe(
    text.check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'not a time')),
    z.transform((value) => new Date(value).toISOString()),
  ),
  detail: z.object({
    'repository-name': text.check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/, 'not a repository name')),
    'image-digest': Digest,
    // A push without a tag says so with an empty string or not at all.
    'image-tag': z.optional(text.check(z.regex(/^([a-zA-Z0-9_][a-zA-Z0-9._-]{0,299})?$/, 'not a tag'))),
  }),
});

/**
 * Parses one EventBridge event of ECR from its JSON text. There is no registry id in it: the envelope's account and
 * region are the registry's, also on a forwarded bus. Throws InvalidEventError.
 */
export function parseImageAction(body: string): ImageAction {
  const event = parseJson(body);
  const envelope = check(Envelope, event);
  if (envelope.source !== 'aws.ecr' || envelope['detail-type'] !== 'ECR Image Action')
    return { action: 'ignore', reason: 'NOT_AN_IMAGE_ACTION' };
  const outcome = check(Outcome, envelope.detail);
  if (outcome['action-type'] !== 'PUSH') return { action: 'ignore', reason: 'ACTION_IGNORED' };
  // A failed push has an empty digest: nothing was stored.
  if (outcome.result !== 'SUCCESS') return { action: 'ignore', reason: 'PUSH_FAILED' };
  const { account, region, time, detail } = check(PushEvent, event);
  return {
    action: 'push',
    image: {
      accountId: account,
      region,
      repository: detail['repository-name'],
      digest: detail['image-digest'],
    },
    push: { tag: detail['image-tag'] || null, at: time },
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new InvalidEventError('the message is not JSON', { cause });
  }
}

function check<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new InvalidEventError(`the event is not one of ECR's: ${describe(parsed.error)}`, {
      cause: parsed.error,
    });
  return parsed.data;
}
