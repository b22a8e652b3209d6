import { FINDING_KINDS } from '../domain/findings/finding.ts';
import { createAnswers } from './answers.ts';
import { runProgram, UserError } from './command-line.ts';
import { type EventQueue, MAX_RECEIVES } from './event-queue.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import type { ManifestSource } from './manifest-source.ts';
import { readRecords } from './ndjson.ts';
import { createPlayback } from './playback.ts';
import { plural } from './plural.ts';
import { changesOf } from './recorded-changes.ts';
import { readRecordedImages } from './recorded-images.ts';
import { RecordedPush } from './recorded-pushes.ts';
import { parseReplayOptions, REPLAY_HELP, type ReplayOptions } from './replay-options.ts';
import { createReplayedRegistry, type ReplayedRegistry } from './replayed-registry.ts';
import { readReport } from './report.ts';
import { summaryLines } from './summary-text.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const RECORDS_PER_STEP = 100;

await runProgram(async () => {
  const options = parseReplayOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(REPLAY_HELP);
    return;
  }
  const terminal = createTerminal(process.stderr);
  const content = await readRecordedImages(options.images);
  const registry = createReplayedRegistry(content);
  const gaveUp = new Set<string>();
  const service = await startLocalService({
    source: registry,
    onMessage: () => {},
    onDeadLetter: ({ detail }) => gaveUp.add(`${detail['repository-name']}@${detail['image-digest']}`),
  });
  await replay(options, { content, registry, queue: service }, terminal);
  await report(options, service);
  if (gaveUp.size > 0)
    throw new UserError(
      `Gave up on ${plural(gaveUp.size, 'image')} after ${MAX_RECEIVES} deliveries, ${[...gaveUp][0]} first; POWERTOOLS_LOG_LEVEL=WARN shows why.`,
    );
}, 130);

interface Stage {
  readonly content: ManifestSource;
  readonly registry: ReplayedRegistry;
  readonly queue: EventQueue;
}

async function replay(
  { pushes, limit, expireUntagged }: ReplayOptions,
  { content, registry, queue }: Stage,
  terminal: Terminal,
): Promise<void> {
  const started = Date.now();
  const playback = createPlayback(registry, queue);
  let records = 0;
  let unknown = 0;

  for await (const record of readRecords(pushes, RecordedPush)) {
    if (records >= limit) break;
    records += 1;
    const changes = await changesOf(record, { content, registry, expireUntagged });
    if (changes === null) unknown += 1;
    for (const change of changes ?? []) await playback.play(change);
    if (records % RECORDS_PER_STEP === 0) {
      const rate = Math.round((1000 * records) / (Date.now() - started));
      terminal.progress(`Replaying: ${records} records, ${rate} a second`, Math.floor(records / 2_500));
    }
  }
  await playback.finish();
  terminal.clear();
  const seconds = Math.round((Date.now() - started) / 1000);
  terminal.line(`Replayed ${records} records in ${seconds} s.`);
  if (unknown > 0)
    terminal.line(`Left out ${plural(unknown, 'push', 'pushes')} whose image is not in the recording.`);
}

async function report({ json, duplicates }: ReplayOptions, service: LocalService): Promise<void> {
  const answers = createAnswers(service.query);
  if (!json) {
    process.stdout.write(`${summaryLines(await readReport(answers)).join('\n')}\n`);
    return;
  }
  const alerts: Record<string, number> = {};
  for (const kind of FINDING_KINDS) alerts[kind] = (await answers.alerts(kind)).length;
  const body = { ...(await answers.summary()), duplicates: await answers.duplicates(duplicates), alerts };
  process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
}
