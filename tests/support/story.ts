import type { Digest } from '../../src/domain/digest.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { verifyImages } from '../../src/domain/verify-images.ts';
import { at, buildImage, indexText, REGISTRY, type Step } from './builders.ts';
import type { Connection } from './dynamodb.ts';
import { Clock, InMemoryPublisher, NO_SETTINGS, SCANNED } from './in-memory-ports.ts';
import { InMemoryRegistry } from './in-memory-registry.ts';
import type { StoredImage } from './recount.ts';

/** An image of a story: a repository, a name, and layers by name; without layers it is an index of nothing. */
export interface StoryImage {
  readonly repository: string;
  readonly layers: readonly Step[];
}

/** Somebody pushes an image, with the tag `latest`, or deletes it. */
export interface Act {
  readonly type: 'push' | 'delete';
  readonly image: StoryImage;
}

export function push(image: StoryImage): Act {
  return { type: 'push', image };
}

export function remove(image: StoryImage): Act {
  return { type: 'delete', image };
}

/** Longer than an alert's lease. */
const REDELIVERED_AFTER_SECONDS = 121;
const DELIVERIES_MAX = 12;

/** A registry to which things happen, each of which is told to a process that keeps its books. */
export class Story {
  readonly registry = new InMemoryRegistry();
  readonly publisher = new InMemoryPublisher();
  readonly #clock = new Clock();
  /** What was ever pushed. */
  readonly #ever = new Map<string, StoredImage>();
  #second = 0;

  /** Does it in the registry, and answers what tells a process of it: whether the process did all of it. */
  act({ type, image }: Act): (process: Connection) => Promise<boolean> {
    this.#second += 1;
    const time = at(this.#second);
    const repository = { ...REGISTRY, repository: image.repository };
    if (type === 'delete') {
      const digest = this.#digestOf(image);
      this.registry.delete({ ...repository, digest });
      return (process) => this.#tell(process, 'verify', repository, digest, time);
    }
    const digest = this.#push(repository, image, time);
    return (process) => this.#tell(process, 'record', repository, digest, time);
  }

  /** The same, told until everything is done; each time to another process. */
  async tell(act: Act, connect: () => Connection): Promise<void> {
    await this.repeat(this.act(act), connect);
  }

  async repeat(telling: (process: Connection) => Promise<boolean>, connect: () => Connection): Promise<void> {
    for (let delivery = 0; !(await telling(connect())); delivery++) {
      if (delivery > DELIVERIES_MAX) throw new Error('it fails for ever');
      this.#clock.pass(REDELIVERED_AFTER_SECONDS);
    }
  }

  /** What the registry holds, and what it once held. */
  truth(): { readonly images: StoredImage[]; readonly deleted: StoredImage[] } {
    const all = [...this.#ever.values()];
    const isLive = (image: StoredImage) =>
      this.registry.list(image).some(({ digest }) => digest === image.digest);
    return { images: all.filter(isLive), deleted: all.filter((image) => !isLive(image)) };
  }

  #digestOf({ layers }: StoryImage): Digest {
    const registry = new InMemoryRegistry();
    const place = { ...REGISTRY, repository: '' };
    return layers.length > 0 ? registry.push(place, buildImage(layers)) : registry.put(place, indexText([]));
  }

  #push(repository: RepositoryId, { layers }: StoryImage, time: string): Digest {
    const text = indexText([]);
    const digest = this.#digestOf({ repository: '', layers });
    if (layers.length > 0) this.registry.push(repository, buildImage(layers), 'latest', time);
    else this.registry.put(repository, text, digest, 'latest', time);
    const key = `${repository.repository} ${digest}`;
    const pushedAt = this.#ever.get(key)?.pushedAt ?? time;
    const kind = layers.length > 0 ? 'image' : 'index';
    const stored = buildImage(layers);
    this.#ever.set(key, { ...repository, digest, kind, pushedAt, layers: layersOf(stored.manifest) });
    return digest;
  }

  async #tell(
    { history, tags, alerts }: Connection,
    what: 'record' | 'verify',
    repository: RepositoryId,
    digest: Digest,
    time: string,
  ): Promise<boolean> {
    const stores = { history, tags, alerts, registries: SCANNED, settings: NO_SETTINGS };
    const outside = { registry: this.registry, publisher: this.publisher, now: () => this.#clock.now() };
    const deps = { ...stores, ...outside, thresholds: DEFAULT_THRESHOLDS, mutedKinds: [] };
    try {
      const outcomes =
        what === 'record'
          ? await recordPushes(deps, repository, [{ digest, pushes: [{ tag: 'latest', at: time }] }])
          : await verifyImages(deps, repository, [{ digest, tags: [], at: time }]);
      return outcomes.get(digest)?.outcome !== 'failed';
    } catch {
      return false;
    }
  }
}

function layersOf(manifest: string): StoredImage['layers'] {
  const { layers }: { layers: { digest: Digest; size: number }[] } = JSON.parse(manifest);
  return layers.map(({ digest, size }) => ({ digest, sizeBytes: size }));
}
