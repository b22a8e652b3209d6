import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { createDynamodbRepositorySettings } from '../../src/adapters/dynamodb-repository-settings.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { PublishFailedError } from '../../src/domain/errors.ts';
import type { Alerts, Publisher } from '../../src/domain/alert-ports.ts';
import type * as ports from '../../src/domain/ports.ts';
import type { HistoryReader, ImageEntry } from '../../src/domain/reader-ports.ts';
import type { RecordPushDependencies } from '../../src/domain/record-image.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, REPOSITORY } from './builders.ts';
import { NO_RULES } from './repository-settings.ts';
import { createInMemoryItems, type InMemoryTable } from './in-memory-items.ts';
import { InMemoryRegistry } from './in-memory-registry.ts';

/** Registries that have been scanned from end to end. */
export const SCANNED: ports.Registries = {
  find: async () => ({ isComplete: true, blobMounting: null, lastReconciledAt: null, drift: null }),
};

/** Nobody has set anything for any repository. */
export const NO_SETTINGS: ports.RepositorySettings = { of: async () => NO_RULES };

/** Remembers what it was told; fails while `isBroken`. */
export class InMemoryPublisher implements Publisher {
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
  readonly history: ports.History;
  readonly tags: ports.Tags;
  readonly alerts: Alerts;
  readonly reader: HistoryReader;
  readonly publisher: InMemoryPublisher;
  readonly clock: Clock;
  readonly deps: RecordPushDependencies;
  /** What is written down, to see whether anything was. */
  readonly table: InMemoryTable;
  /** The images of these repositories that were ever recorded, newest first. */
  images(...repositories: readonly RepositoryId[]): Promise<readonly (ImageEntry & ImageState)[]>;
}

type ImageState = Pick<ports.KnownImage, 'isLive' | 'isComplete'>;

export function createWorld(registry: InMemoryRegistry = new InMemoryRegistry()): World {
  const table: InMemoryTable = new Map();
  const items = createInMemoryItems(table);
  const [clock, publisher] = [new Clock(), new InMemoryPublisher()];
  const now = () => clock.now();
  const history = createDynamodbHistory(items, { now, historyDays: 90 });
  const [tags, alerts] = [createDynamodbTags(items, now), createDynamodbAlerts(items)];
  const reader = createDynamodbReader(items);
  const deps = {
    ...{ registry, history, tags, alerts, publisher, now },
    ...{ registries: SCANNED, thresholds: DEFAULT_THRESHOLDS, mutedKinds: [] },
    settings: createDynamodbRepositorySettings(items),
  };

  async function images(...repositories: readonly RepositoryId[]) {
    const places = repositories.length > 0 ? repositories : [REPOSITORY];
    return (await Promise.all(places.map(imagesOf))).flat();
  }

  async function imagesOf(repository: RepositoryId) {
    const { items: entries } = await reader.images(repository, {}, { limit: 1_000, cursor: null });
    const known = await history.find(
      repository,
      entries.map(({ digest }) => digest),
    );
    return entries.map((entry) => {
      const { isLive = false, isComplete = false } = known.get(entry.digest) ?? {};
      return { ...entry, isLive, isComplete };
    });
  }

  return { registry, history, tags, alerts, reader, publisher, clock, deps, table, images };
}
