import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { createDynamodbRegistries } from '../../src/adapters/dynamodb-registries.ts';
import { createDynamodbRepositorySettings } from '../../src/adapters/dynamodb-repository-settings.ts';
import { createDynamodbSnapshots } from '../../src/adapters/dynamodb-snapshots.ts';
import { createDynamodbTellings } from '../../src/adapters/dynamodb-tellings.ts';
import type { Alert } from '../../src/domain/alert.ts';
import type { Announcer } from '../../src/domain/alert-ports.ts';
import { PublishFailedError } from '../../src/domain/errors.ts';
import type { StormSummary } from '../../src/domain/storm-summary.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { WeeklyDigest } from '../../src/domain/weekly-digest.ts';
import { createDigestHandler } from '../../src/handlers/digest-steps.ts';
import { LAMBDA_CONTEXT } from './image-events.ts';
import { createInMemoryItems } from './in-memory-items.ts';
import { Clock } from './in-memory-ports.ts';

/** Remembers what it was to announce; fails while `isBroken`. */
class InMemoryAnnouncer implements Announcer {
  readonly storms: StormSummary[] = [];
  readonly digests: WeeklyDigest[] = [];
  isBroken = false;

  async announceStorm(storm: StormSummary): Promise<void> {
    this.#check();
    this.storms.push(storm);
  }

  async announceDigest(digest: WeeklyDigest): Promise<void> {
    this.#check();
    this.digests.push(digest);
  }

  #check(): void {
    if (this.isBroken) throw new PublishFailedError('the topic is gone');
  }
}

/** The digest function over items in memory; `watch` puts something between them and the function. */
export function createDigestWorld(watch: (items: Items) => Items = (items) => items) {
  const own = createInMemoryItems();
  const items = watch(own);
  const [clock, announcer] = [new Clock(), new InMemoryAnnouncer()];
  const log: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const keep = (level: string) => (message: string, fields: unknown) =>
    void log.push({ level, message, fields });
  const handler = createDigestHandler({
    reader: createDynamodbReader(items),
    registries: createDynamodbRegistries(items),
    snapshots: createDynamodbSnapshots(items),
    tellings: createDynamodbTellings(items),
    settings: createDynamodbRepositorySettings(items),
    mutedKinds: [],
    announcer,
    thresholds: DEFAULT_THRESHOLDS,
    now: () => clock.now(),
    logger: { info: keep('info'), warn: keep('warn'), error: keep('error') },
  });

  return {
    ...{ clock, announcer, log, items: own },
    tellings: createDynamodbTellings(own),
    handle: (input: unknown) => handler(input, LAMBDA_CONTEXT),

    /** Keeps an alert as if it had been told. */
    async keepAlert(alert: Alert): Promise<void> {
      const told = { publishedRevision: alert.revision, publishedState: alert.state, claimedUntil: '' };
      await createDynamodbAlerts(own).keep({ alert, ...told }, null);
    },
  };
}
