import { FINDING_KINDS } from '../domain/findings/finding.ts';
import { createAnswers } from './answers.ts';
import { runProgram, UserError } from './command-line.ts';
import { MAX_RECEIVES } from './event-queue.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import type { ManifestSource } from './manifest-source.ts';
import { readRecords } from './ndjson.ts';
import { plural } from './plural.ts';
import { type ImageActionEvent, pushEvent } from './push-event.ts';
import { readRecordedImages } from './recorded-images.ts';
import { RecordedPush } from './recorded-pushes.ts';
import { parseReplayOptions, REPLAY_HELP, type ReplayOptions } from './replay-options.ts';
import { summaryLines } from './summary-text.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const EVENTS_PER_STEP = 100;

await runProgram(async () => {
  const options = parseReplayOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(REPLAY_HELP);
    return;
  }
  const terminal = createTerminal(process.stderr);
  const source = await readRecordedImages(options.images);
  const gaveUp = new Set<string>();
  const service = await startLocalService({
    source,
    onMessage: () => {},
    onDeadLetter: ({ detail }) => gaveUp.add(`${detail['repository-name']}@${detail['image-digest']}`),
  });
  await replay(options, source, service, terminal);
  await report(options, service);
  if (gaveUp.size > 0)
    throw new UserError(
      `Gave up on ${plural(gaveUp.size, 'image')} after ${MAX_RECEIVES} deliveries, ${[...gaveUp][0]} first; POWERTOOLS_LOG_LEVEL=WARN shows why.`,
    );
}, 130);

async function replay(
  { pushes, limit }: ReplayOptions,
  source: ManifestSource,
  service: LocalService,
  terminal: Terminal,
): Promise<void> {
  const started = Date.now();
  const waiting: ImageActionEvent[] = [];
  let records = 0;
  let unknown = 0;

  async function flush(): Promise<void> {
    await service.deliver(waiting.splice(0));
    const rate = Math.round((1000 * records) / (Date.now() - started));
    terminal.progress(`Replaying: ${records} records, ${rate} a second`, Math.floor(records / 2_500));
  }

  for await (const record of readRecords(pushes, RecordedPush)) {
    if (records >= limit) break;
    records += 1;
    if (record.action !== 'push') continue;
    const { repository, digest, tag, at } = record;
    if ((await source.manifest(repository, digest)) === null) unknown += 1;
    else waiting.push(pushEvent({ repository, digest, tag: tag ?? null, at }));
    if (waiting.length >= EVENTS_PER_STEP) await flush();
  }
  await flush();
  terminal.clear();
  const seconds = Math.round((Date.now() - started) / 1000);
  terminal.line(`Replayed ${records} records in ${seconds} s.`);
  if (unknown > 0)
    terminal.line(`Left out ${plural(unknown, 'push', 'pushes')} whose image is not in the recording.`);
}

async function report({ json, duplicates }: ReplayOptions, service: LocalService): Promise<void> {
  const answers = createAnswers(service.query);
  if (!json) {
    process.stdout.write(`${(await summaryLines(answers)).join('\n')}\n`);
    return;
  }
  const alerts: Record<string, number> = {};
  for (const kind of FINDING_KINDS) alerts[kind] = (await answers.alerts(kind)).length;
  const body = { ...(await answers.summary()), duplicates: await answers.duplicates(duplicates), alerts };
  process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
}
