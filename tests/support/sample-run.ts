import * as z from 'zod/mini';
import type { AlertDocument } from '../../src/domain/alert-document.ts';
import { type FindingKind, repositoriesOf } from '../../src/domain/findings/finding.ts';
import { AlertList } from '../../src/handlers/api-alerts.ts';
import { type LocalServer, startServer } from '../../src/local/http-server.ts';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { createPlayback } from '../../src/local/playback.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation, type SampleOrganisation } from '../../src/local/sample-organisation.ts';
import type { PublishedMessage } from '../../src/local/sns-endpoint.ts';

type Alert = z.output<typeof AlertList>['items'][number];
type FindingOf<Kind extends FindingKind> = Extract<AlertDocument['finding'], { kind: Kind }>;

/** The sample organisation after its 90 days, with the night before and the night after. */
export interface SampleRun {
  readonly sample: SampleOrganisation;
  readonly service: LocalService;
  /** Everything that people were told, in order. */
  readonly messages: readonly PublishedMessage[];
  readonly deadLetters: readonly object[];
  ask(path: string): Promise<{ status: number; type: string | null; body: ReturnType<typeof JSON.parse> }>;
  /** As the API has them, of a kind, about a repository where one is named. */
  alerts(kind: FindingKind, repository?: string): Promise<Alert[]>;
  /** What was told of a kind. */
  told<Kind extends FindingKind>(kind: Kind): (AlertDocument & { readonly finding: FindingOf<Kind> })[];
  close(): Promise<void>;
}

export async function runSample(seed: number): Promise<SampleRun> {
  const sample = createSampleOrganisation(seed, new Date());
  const registry = createReplayedRegistry(sample.source, sample.repositories);
  const messages: PublishedMessage[] = [];
  const deadLetters: object[] = [];
  const service = await startLocalService({
    source: registry,
    settings: sample.settings,
    onMessage: (message) => messages.push(message),
    onDeadLetter: (event) => deadLetters.push(event),
  });
  const api: LocalServer = await startServer((request) => service.query(request));
  await service.reconcile();
  const playback = createPlayback(registry, service);
  for (const change of sample.changes) await playback.play(change);
  await playback.finish();
  await service.reconcile();

  async function ask(path: string) {
    const response = await fetch(`${api.origin}${path}`);
    const body = JSON.parse(await response.text());
    return { status: response.status, type: response.headers.get('content-type'), body };
  }

  return {
    sample,
    service,
    messages,
    deadLetters,
    ask,
    async alerts(kind, repository) {
      const { items } = z.parse(AlertList, (await ask(`/v1/alerts?kind=${kind}&limit=200`)).body);
      return items.filter(({ finding }) => !repository || repositoriesOf(finding).includes(repository));
    },
    told: (kind) =>
      messages
        .map(({ texts }) => JSON.parse(texts.sqs ?? ''))
        .filter((document: AlertDocument) => document.kind === kind),
    close: async () => {
      await api.close();
      await service.close();
    },
  };
}
