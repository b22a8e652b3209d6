import type { Digest } from '../../src/domain/digest.ts';
import { MANIFEST_UNKNOWN, type PushOutcome } from '../../src/domain/pushed-image.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { Push } from '../../src/domain/tagging.ts';
import { type VerifyOutcome, verifyImages } from '../../src/domain/verify-images.ts';
import { type ImageChange, LOCAL_REGISTRY } from '../../src/local/push-event.ts';
import type { Service } from './service.ts';

/** The events of one repository in one batch, as the handler takes them: pushes first. */
export async function handleEvents(
  { deps }: Service,
  repository: string,
  changes: readonly ImageChange[],
): Promise<ReadonlyMap<Digest, PushOutcome | VerifyOutcome>> {
  const id = { ...LOCAL_REGISTRY, repository };
  const byDigest = (action: ImageChange['action']) =>
    [
      ...Map.groupBy(
        changes.filter((change) => change.action === action),
        ({ digest }) => digest,
      ),
    ].map(([digest, some]) => ({ digest: digest as Digest, some }));
  const pushed = byDigest('PUSH').flatMap(({ digest, some }) => {
    const [first, ...rest] = some.map(({ tag, at }): Push => ({ tag, at }));
    return first ? [{ digest, pushes: [first, ...rest] as const }] : [];
  });
  const doubted = byDigest('DELETE').map(({ digest, some }) => ({
    digest,
    tags: some.flatMap(({ tag }) => tag ?? []),
    at: some.at(-1)?.at ?? '',
  }));
  const recorded = pushed.length > 0 ? await recordPushes(deps, id, pushed) : [];
  const verified = doubted.length > 0 ? await verifyImages(deps, id, doubted) : [];
  const outcomes = new Map<Digest, PushOutcome | VerifyOutcome>([...recorded, ...verified]);
  for (const [digest, outcome] of outcomes) throwIfBug(outcome, `${repository}@${digest}`);
  return outcomes;
}

/** Nothing fails here but by a mistake, and nothing is missing but what was deleted within the batch. */
function throwIfBug(outcome: PushOutcome | VerifyOutcome, image: string): void {
  if (outcome.outcome === 'failed') throw outcome.error;
  if (outcome.outcome === 'skipped' && outcome.reason !== MANIFEST_UNKNOWN)
    throw new Error(`${image}: ${outcome.reason}`);
}
