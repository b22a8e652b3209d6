import type { Digest } from './digest.ts';
import { ServiceError } from './errors.ts';
import type { Finding } from './findings/finding.ts';
import type { ImageKind } from './image.ts';
import type { ConfigProblem } from './read-image.ts';
import type { Push } from './tagging.ts';

/** All the push events of one batch about one image. */
export interface PushedImage {
  readonly digest: Digest;
  readonly pushes: readonly [Push, ...Push[]];
}

/** What became of one pushed image. `failed` is to be delivered again; everything else is settled. */
export type PushOutcome =
  | {
      readonly outcome: 'recorded';
      readonly kind: ImageKind;
      readonly newBytes: number;
      readonly findings: readonly Finding[];
      readonly configProblem: ConfigProblem | null;
    }
  | { readonly outcome: 'known' }
  | { readonly outcome: 'retagged'; readonly findings: readonly Finding[] }
  | { readonly outcome: 'skipped'; readonly reason: string; readonly detail: string }
  | { readonly outcome: 'failed'; readonly error: unknown };

/** Why an image is skipped that the registry does not have (any more). */
export const MANIFEST_UNKNOWN = 'MANIFEST_UNKNOWN';

/** A failure that another delivery cannot mend is a skip with its reason; any other is reported as it is. */
export function outcomeOf(error: unknown): PushOutcome {
  if (error instanceof ServiceError && !error.retryable)
    return { outcome: 'skipped', reason: error.code, detail: error.message };
  return { outcome: 'failed', error };
}
