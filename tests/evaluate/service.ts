import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbArchive } from '../../src/adapters/dynamodb-archive.ts';
import { createDynamodbGroups } from '../../src/adapters/dynamodb-groups.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { createDynamodbRepositorySettings } from '../../src/adapters/dynamodb-repository-settings.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import { createDynamodbTellings } from '../../src/adapters/dynamodb-tellings.ts';
import type { Alert } from '../../src/domain/alert.ts';
import type { Publisher } from '../../src/domain/alert-ports.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { ExamineRegistryDependencies } from '../../src/domain/examine-registry.ts';
import type { ExamineSeriesDependencies } from '../../src/domain/examine-series.ts';
import { rememberSettings } from '../../src/domain/known-settings.ts';
import type { HistoryReader } from '../../src/domain/reader-ports.ts';
import type { RecordPushDependencies } from '../../src/domain/record-image.ts';
import type { ListedImage, ManifestAnswer, Registry } from '../../src/domain/registry-ports.ts';
import { foldStorms, tellOfStorm } from '../../src/domain/storm.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { RegistrySource } from '../../src/local/image-catalog.ts';
import { createIndexedItems } from './indexed-items.ts';

/** An alert that people were told of, on its own or in a summary. */
export interface ToldAlert {
  readonly alert: Alert;
  /** RFC 3339. */
  readonly at: string;
}

/** The default of the template. */
const ALERTS_PER_TEN_MINUTES = 8;

/** The use cases with what they need, over items in memory, at a time that is set. */
export interface Service {
  readonly deps: RecordPushDependencies & ExamineSeriesDependencies & ExamineRegistryDependencies;
  readonly reader: HistoryReader;
  /** In the order in which they were told. */
  readonly told: readonly ToldAlert[];
  /** Messages that were sent: alerts one by one, and summaries. */
  readonly messages: { readonly single: number; readonly summaries: number };
  /** The clock goes on to this time (RFC 3339), and never back; what was folded by then is told. */
  passTo(at: string): Promise<void>;
  /** The registry has been scanned from end to end: from now on people are told. */
  beginTelling(): void;
}

export function createService(source: RegistrySource): Service {
  let time = '';
  let isQuiet = true;
  const items = createIndexedItems();
  const now = () => new Date(time);
  const told: ToldAlert[] = [];
  const messages = { single: 0, summaries: 0 };
  const tellings = createDynamodbTellings(items);
  const folding = foldStorms(
    {
      publish: async () => {
        messages.single += 1;
      },
    },
    { tellings, alertsPerTenMinutes: ALERTS_PER_TEN_MINUTES, now },
  );
  const publisher: Publisher = {
    publish: async (alert) => {
      told.push({ alert, at: time });
      await folding.publish(alert);
    },
  };
  const registries = {
    find: async () => ({ isComplete: !isQuiet, blobMounting: false, lastReconciledAt: null, drift: null }),
  };
  const deps = {
    registry: createRegistry(source),
    history: createDynamodbHistory(items, { now, historyDays: 90 }),
    tags: createDynamodbTags(items, now),
    alerts: createDynamodbAlerts(items),
    archive: createDynamodbArchive(items),
    groups: createDynamodbGroups(items),
    settings: rememberSettings(createDynamodbRepositorySettings(items), now),
    thresholds: DEFAULT_THRESHOLDS,
    ...{ registries, publisher, now },
    mutedKinds: [],
    get isQuiet() {
      return isQuiet;
    },
  };
  return {
    ...{ deps, told, messages },
    reader: createDynamodbReader(items),
    async passTo(at) {
      if (at > time) time = at;
      await tellOfStorm({ tellings, now }, async () => {
        messages.summaries += 1;
      });
    },
    beginTelling() {
      isQuiet = false;
    },
  };
}

/** The images of a source, as ECR answers for them. */
function createRegistry(source: RegistrySource): Registry {
  return {
    async getManifests({ repository }, digests) {
      const answers = new Map<Digest, ManifestAnswer>();
      for (const digest of digests) {
        const manifest = await source.manifest(repository, digest);
        answers.set(digest, manifest ? { outcome: 'found', ...manifest } : { outcome: 'missing' });
      }
      return answers;
    },
    async getConfig({ repository }, digest) {
      const text = await source.blob(repository, digest);
      return typeof text === 'string' ? { outcome: 'found', text } : { outcome: 'missing' };
    },
    async describe({ repository }, references) {
      const found = new Map<string, ListedImage>();
      for (const reference of references) {
        const image = await source.image(repository, reference);
        if (image) found.set(reference, { ...image, digest: image.digest as Digest });
      }
      return found;
    },
  };
}
