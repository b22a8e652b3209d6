import { parseManifest } from '../domain/manifest.ts';
import { DOCKER_LIST, OCI_INDEX } from '../domain/media-type.ts';
import type { OciRegistry } from './oci-registry.ts';
import type { PushedManifest } from './push-event.ts';

const TAGS_AT_ONCE = 16;

/** A push that the registry tells of; the tag is null for a push by digest. */
export interface ToldPush {
  readonly repository: string;
  readonly digest: string;
  readonly tag: string | null;
  readonly mediaType: string;
}

/** Finds out what is new in a registry that sends no events of its own. Each push is delivered once. */
export interface OciWatch {
  /** Delivers what is new since the last time; the first time that is everything, in order of name and version. */
  poll(): Promise<void>;
  /** Delivers those of the told pushes that are new. */
  tell(told: readonly ToldPush[]): Promise<void>;
}

interface OciWatchOptions {
  readonly registry: OciRegistry;
  readonly deliver: (pushes: readonly PushedManifest[]) => Promise<void>;
  readonly now: () => Date;
}

export function createOciWatch({ registry, deliver, now }: OciWatchOptions): OciWatch {
  /** `repository@digest` and `repository:tag@digest` */
  const seen = new Set<string>();
  let lastTime = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** One question at a time: what a poll has half done, a notification must not do again. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  /** Later than every time before it, so that history keeps the order in which the pushes were seen. */
  function nextTime(): string {
    lastTime = Math.max(now().getTime(), lastTime + 1);
    return new Date(lastTime).toISOString();
  }

  /** What was told counts as seen only when it was delivered: a registry that fails halfway loses nothing. */
  async function deliverNew(told: readonly ToldPush[]): Promise<void> {
    const fresh = new Set<string>();
    const pushes: PushedManifest[] = [];
    for (const push of told) pushes.push(...(await pushesOf(push, fresh)));
    if (pushes.length > 0) await deliver(pushes);
    for (const name of fresh) seen.add(name);
  }

  /** The push and, before it, the children of an index nobody has seen yet, as ECR tells of them. */
  async function pushesOf(push: ToldPush, fresh: Set<string>): Promise<PushedManifest[]> {
    const { repository, digest, tag, mediaType } = push;
    const image = `${repository}@${digest}`;
    const name = tag === null ? image : `${repository}:${tag}@${digest}`;
    if (seen.has(name) || fresh.has(name)) return [];
    const isNew = !seen.has(image) && !fresh.has(image);
    // Marked before its children are looked at: an index that contains itself ends here.
    fresh.add(image).add(name);
    const pushes: PushedManifest[] = [];
    if (isNew && (mediaType === OCI_INDEX || mediaType === DOCKER_LIST))
      for (const child of await childrenOf(registry, repository, digest))
        pushes.push(...(await pushesOf(child, fresh)));
    return [...pushes, { repository, digest, tag, at: nextTime() }];
  }

  return {
    tell: (told) => inTurn(() => deliverNew(told)),
    poll: () =>
      inTurn(async () => {
        for (const repository of await registry.repositories())
          await deliverNew(await tagsOf(registry, repository));
      }),
  };
}

async function tagsOf(registry: OciRegistry, repository: string): Promise<ToldPush[]> {
  const tags = [...(await registry.tags(repository))].sort(byVersion);
  const found: ToldPush[] = [];
  for (let start = 0; start < tags.length; start += TAGS_AT_ONCE) {
    const some = tags.slice(start, start + TAGS_AT_ONCE);
    const resolved = await Promise.all(some.map((tag) => registry.resolve(repository, tag)));
    for (const [position, tag] of some.entries()) {
      const manifest = resolved[position];
      if (manifest) found.push({ repository, tag, ...manifest });
    }
  }
  return found;
}

/** Those that are there. None for an index that cannot be read: the service says so when it comes to it. */
async function childrenOf(registry: OciRegistry, repository: string, digest: string): Promise<ToldPush[]> {
  const index = await registry.manifest(repository, digest);
  const children: ToldPush[] = [];
  for (const child of index ? digestsIn(index.text, index.mediaType) : []) {
    const manifest = await registry.manifest(repository, child);
    if (manifest) children.push({ repository, digest: child, tag: null, mediaType: manifest.mediaType });
  }
  return children;
}

function digestsIn(text: string, mediaType: string): readonly string[] {
  try {
    const manifest = parseManifest(text, mediaType);
    return manifest.kind === 'index' ? manifest.children : [];
  } catch {
    return [];
  }
}

const collator = new Intl.Collator('en', { numeric: true });

/** 1.9 before 1.10. */
function byVersion(a: string, b: string): number {
  return collator.compare(a, b);
}
