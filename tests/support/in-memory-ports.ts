import type { Alert } from '../../src/domain/alert.ts';
import { type Digest, digestOf } from '../../src/domain/digest.ts';
import { PublishFailedError, type ServiceError } from '../../src/domain/errors.ts';
import type * as ports from '../../src/domain/ports.ts';
import type { RecordPushDependencies } from '../../src/domain/record-push.ts';
import { formatRepository, type ImageRef, type RepositoryId } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, type BuiltImage } from './builders.ts';
import { InMemoryHistory } from './in-memory-history.ts';

/** A registry that answers what it was given, and that an image is missing otherwise. */
export class InMemoryRegistry implements ports.Registry {
  /** By repository and digest. */
  readonly manifests = new Map<string, ports.ManifestAnswer>();
  /** By digest; an error is thrown. */
  readonly configs = new Map<Digest, ports.ConfigAnswer | ServiceError>();

  /** Stores a document under its digest, or under another one that is given. */
  put(repository: RepositoryId, text: string, digest: Digest = digestOf(text)): Digest {
    this.manifests.set(keyOf({ ...repository, digest }), { outcome: 'found', text, mediaType: null });
    return digest;
  }

  /** Stores manifest and config. */
  push(repository: RepositoryId, { manifest, config, configDigest }: BuiltImage): Digest {
    this.configs.set(configDigest, { outcome: 'found', text: config });
    return this.put(repository, manifest);
  }

  /** Lets the registry fail on this image from now on. */
  fail(ref: ImageRef, error: ServiceError): void {
    this.manifests.set(keyOf(ref), { outcome: 'failed', error });
  }

  async getManifests(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, ports.ManifestAnswer>> {
    return new Map(
      digests.map((digest) => [
        digest,
        this.manifests.get(keyOf({ ...repository, digest })) ?? { outcome: 'missing' },
      ]),
    );
  }

  async getConfig(_repository: RepositoryId, config: Digest): Promise<ports.ConfigAnswer> {
    const answer = this.configs.get(config) ?? { outcome: 'missing' };
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

/** Alerts in a map, each written on condition that it is as it was read. */
class InMemoryAlerts implements ports.Alerts {
  readonly kept = new Map<string, ports.KeptAlert>();

  async find(id: string): Promise<ports.KeptAlert | null> {
    return this.kept.get(id) ?? null;
  }

  async keep(next: ports.KeptAlert, before: ports.KeptAlert | null): Promise<boolean> {
    const now = this.kept.get(next.alert.id);
    const isUnchanged =
      now?.alert.revision === before?.alert.revision && now?.claimedUntil === before?.claimedUntil;
    if (isUnchanged) this.kept.set(next.alert.id, next);
    return isUnchanged;
  }

  async markPublished(id: string, revision: number): Promise<void> {
    const kept = this.kept.get(id);
    if (kept) this.kept.set(id, { ...kept, publishedRevision: revision });
  }
}

/** Remembers what it was told; fails while `isBroken`. */
export class InMemoryPublisher implements ports.Publisher {
  readonly published: Alert[] = [];
  isBroken = false;

  async publish(alert: Alert): Promise<void> {
    if (this.isBroken) throw new PublishFailedError('the topic is gone');
    this.published.push(alert);
  }
}

/** The clock of the use cases: it stands still until it is moved. */
export class Clock {
  #now = new Date(at(60));

  now(): Date {
    return this.#now;
  }

  pass(seconds: number): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1_000);
  }
}

/** A whole world for the use cases: what they need, and what there is to look at afterwards. */
export interface World {
  readonly registry: InMemoryRegistry;
  readonly history: InMemoryHistory;
  readonly alerts: InMemoryAlerts;
  readonly publisher: InMemoryPublisher;
  readonly clock: Clock;
  readonly deps: RecordPushDependencies;
}

export function createWorld(registry: InMemoryRegistry = new InMemoryRegistry()): World {
  const clock = new Clock();
  const [history, alerts, publisher] = [new InMemoryHistory(), new InMemoryAlerts(), new InMemoryPublisher()];
  const deps = {
    registry,
    history,
    alerts,
    publisher,
    thresholds: DEFAULT_THRESHOLDS,
    now: () => clock.now(),
  };
  return { registry, history, alerts, publisher, clock, deps };
}

function keyOf(ref: ImageRef): string {
  return `${formatRepository(ref)}@${ref.digest}`;
}
