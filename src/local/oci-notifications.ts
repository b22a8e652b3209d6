import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { ACCEPTED_MEDIA_TYPES } from '../domain/media-type.ts';
import { parsedJson } from './http-server.ts';
import type { ToldPush } from './oci-reading.ts';

// https://distribution.github.io/distribution/about/notifications/
const Envelope = z.object({ events: z.array(z.looseObject({ action: z.string() })) });

const Target = z.object({
  mediaType: z.string(),
  digest: Digest,
  repository: z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/)),
  tag: z.optional(z.string()),
});

/** The pushes of manifests that a registry notifies of; layers, pulls and deletions are left out. Null for a body that is no notification. */
export function parseNotifications(body: string): ToldPush[] | null {
  const parsed = Envelope.safeParse(parsedJson(body));
  if (!parsed.success) return null;
  return parsed.data.events.flatMap(({ action, target }) => {
    const push = Target.safeParse(target);
    if (action !== 'push' || !push.success || !isManifest(push.data.mediaType)) return [];
    const { repository, digest, tag, mediaType } = push.data;
    return [{ repository, digest, tag: tag || null, mediaType }];
  });
}

function isManifest(mediaType: string): boolean {
  return ACCEPTED_MEDIA_TYPES.some((accepted) => accepted === mediaType);
}
