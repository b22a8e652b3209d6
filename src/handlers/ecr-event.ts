import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { InvalidEventError } from '../domain/errors.ts';
import { describe } from '../domain/json-document.ts';
import type { ImageRef } from '../domain/registry.ts';
import type { Push } from '../domain/tagging.ts';
import type { DoubtedImage } from '../domain/verify-images.ts';

/** What an event from the queue asks for. */
export type ImageAction =
  | { readonly action: 'push'; readonly image: ImageRef; readonly push: Push }
  /** The image, or a tag of it, is said to be gone, or it is said to be stored otherwise: ask the registry. */
  | { readonly action: 'doubt'; readonly image: ImageRef; readonly doubt: Doubt }
  | {
      readonly action: 'ignore';
      readonly reason: 'NOT_AN_IMAGE_ACTION' | 'ACTION_IGNORED' | 'ACTION_FAILED';
    };

type Doubt = Omit<DoubtedImage, 'digest'>;

const text = z.string();

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
const Envelope = z.object({ source: text, 'detail-type': text, detail: z.record(z.string(), z.unknown()) });

/** Signatures and the like, which refer to an image, have events of their own, of the same shape. */
const DETAIL_TYPES = ['ECR Image Action', 'ECR Referrer Action'];
const ACTIONS = ['PUSH', 'DELETE', 'UPDATE_STORAGE_CLASS'];

const Outcome = z.object({ 'action-type': text, result: text });

const ActionEvent = z.object({
  account: text.check(z.regex(/^\d{12}$/, 'not an account id')),
  region: text.check(z.regex(/^[a-z0-9-]{3,32}$/, 'not a region')),
  time: z.pipe(
    text.check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'not a time')),
    z.transform((value) => new Date(value).toISOString()),
  ),
  detail: z.object({
    'repository-name': text.check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/, 'not a repository name')),
    'image-digest': Digest,
    // An action without a tag says so with an empty string or not at all.
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
  if (envelope.source !== 'aws.ecr' || !DETAIL_TYPES.includes(envelope['detail-type']))
    return { action: 'ignore', reason: 'NOT_AN_IMAGE_ACTION' };
  const { 'action-type': type, result } = check(Outcome, envelope.detail);
  if (!ACTIONS.includes(type)) return { action: 'ignore', reason: 'ACTION_IGNORED' };
  // Nothing has changed; a failed push has an empty digest, too.
  if (result !== 'SUCCESS') return { action: 'ignore', reason: 'ACTION_FAILED' };
  const { account, region, time, detail } = check(ActionEvent, event);
  const image = {
    accountId: account,
    region,
    repository: detail['repository-name'],
    digest: detail['image-digest'],
  };
  const tag = detail['image-tag'] || null;
  if (type === 'PUSH') return { action: 'push', image, push: { tag, at: time } };
  // `target-storage-class` is not read: what the storage class is now is for the registry to say.
  return { action: 'doubt', image, doubt: { tags: type === 'DELETE' && tag ? [tag] : [], at: time } };
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
