import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Digest } from '../domain/digest.ts';
import type { PushedImage } from '../domain/pushed-image.ts';
import type { RecordPushDependencies } from '../domain/record-image.ts';
import { recordPushes } from '../domain/record-push.ts';
import { formatRepository, type RepositoryId } from '../domain/registry.ts';
import { type DoubtedImage, verifyImages } from '../domain/verify-images.ts';
import { logBatch } from './batch-log.ts';
import { type ImageAction, parseImageAction } from './ecr-event.ts';
import { type GiveUpDependencies, giveUp } from './give-up.ts';
import { type HandledMessage, type MessageOutcome, receiveCountOf } from './handled-message.ts';
import { withLambda } from './middleware.ts';

export interface ImageActionDependencies extends RecordPushDependencies, GiveUpDependencies {}

/** A message that asks for something. */
interface Asking {
  readonly record: SQSRecord;
  readonly action: Exclude<ImageAction, { readonly action: 'ignore' }>;
}

/** A batch in, the messages to deliver again out: a message never suffers from its neighbours. */
export function createImageActionHandler(deps: ImageActionDependencies) {
  return withLambda<SQSEvent, SQSBatchResponse>(async ({ Records: records }) => {
    const handled: HandledMessage[] = [];
    const asking: Asking[] = [];
    for (const record of records) {
      const message = parse(record);
      if ('action' in message) asking.push(message);
      else handled.push(message);
    }
    for (const group of Map.groupBy(asking, (message) => groupOf(deps, message)).values())
      handled.push(...(await handleGroup(deps, group)));
    const settled = await giveUp(deps, handled);
    logBatch(deps.logger, settled);
    const failed = settled.filter(({ outcome }) => outcome.outcome === 'failed');
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });
}

function parse(record: SQSRecord): Asking | HandledMessage {
  try {
    const action = parseImageAction(record.body);
    if (action.action !== 'ignore') return { record, action };
    return { record, image: null, outcome: { outcome: 'skipped', reason: action.reason } };
  } catch (error) {
    return { record, image: null, outcome: { outcome: 'failed', error } };
  }
}

/**
 * The messages about one repository are handled together. The last delivery of a message is for its image alone: what
 * always fails may have failed its neighbours each time, but takes none of them to the dead letters.
 */
function groupOf({ maxReceiveCount }: ImageActionDependencies, { record, action }: Asking): string {
  const repository = formatRepository(action.image);
  return receiveCountOf(record) < maxReceiveCount ? repository : `${repository}@${action.image.digest}`;
}

/** Pushes first: an image that was pushed and doubted in one batch is then known when the registry is asked of it. */
async function handleGroup(
  deps: ImageActionDependencies,
  group: readonly Asking[],
): Promise<HandledMessage[]> {
  const repository = repositoryOf(group);
  const recorded = await settle(pushedImages(group), (pushed) => recordPushes(deps, repository, pushed));
  const verified = await settle(doubtedImages(group), (doubted) => verifyImages(deps, repository, doubted));
  return group.map(({ record, action: { action, image } }) => {
    const outcome = (action === 'push' ? recorded : verified).get(image.digest) ?? MISSING;
    return { record, image, outcome };
  });
}

const MISSING: MessageOutcome = { outcome: 'failed', error: new Error('no outcome for this image') };

/** Where the work fails as a whole, that is the outcome of each. */
async function settle<Image extends { readonly digest: Digest }>(
  images: readonly Image[],
  work: (images: readonly Image[]) => Promise<ReadonlyMap<Digest, MessageOutcome>>,
): Promise<ReadonlyMap<Digest, MessageOutcome>> {
  if (images.length === 0) return new Map();
  try {
    return await work(images);
  } catch (error) {
    return new Map(images.map(({ digest }) => [digest, { outcome: 'failed', error }]));
  }
}

/** All push events about one image as one. */
function pushedImages(group: readonly Asking[]): PushedImage[] {
  const pushes = group.flatMap(({ action }) => (action.action === 'push' ? [action] : []));
  return [...Map.groupBy(pushes, ({ image }) => image.digest)].flatMap(([digest, [first, ...rest]]) =>
    first ? [{ digest, pushes: [first.push, ...rest.map(({ push }) => push)] }] : [],
  );
}

/** All doubts about one image as one: every tag that was named, and the time of the last. */
function doubtedImages(group: readonly Asking[]): DoubtedImage[] {
  const doubts = group.flatMap(({ action }) => (action.action === 'doubt' ? [action] : []));
  return [...Map.groupBy(doubts, ({ image }) => image.digest)].map(([digest, same]) => ({
    digest,
    tags: [...new Set(same.flatMap(({ doubt }) => doubt.tags))],
    at: same.map(({ doubt }) => doubt.at).reduce((last, at) => (at > last ? at : last)),
  }));
}

function repositoryOf(group: readonly Asking[]): RepositoryId {
  const { accountId = '', region = '', repository = '' } = group[0]?.action.image ?? {};
  return { accountId, region, repository };
}
