import { ServiceError } from '../domain/errors.ts';
import { alertLine } from './alert-line.ts';
import { createAnswers } from './answers.ts';
import { askLines } from './ask-text.ts';
import { runProgram, UserError } from './command-line.ts';
import { ECR_DEFAULTS } from './ecr-settings.ts';
import { MAX_RECEIVES } from './event-queue.ts';
import { type HttpReply, type HttpRequest, type LocalServer, startServer } from './http-server.ts';
import { imageCommand } from './image-options.ts';
import { type LocalService, type LocalServiceOptions, startLocalService } from './local-service.ts';
import { createOciClient } from './oci-client.ts';
import { createOciRegistry } from './oci-registry.ts';
import { createOciSource } from './oci-source.ts';
import { createRegistryMode } from './registry-mode.ts';
import { createReplayedRegistry } from './replayed-registry.ts';
import { type Report, readReport } from './report.ts';
import { imageToShow, replaySample } from './sample-mode.ts';
import { createSampleOrganisation } from './sample-organisation.ts';
import { parseStartOptions, START_HELP, type StartOptions } from './start-options.ts';
import { createStoredImages } from './stored-images.ts';
import { summaryLines } from './summary-text.ts';
import { createTerminal, type Terminal } from './terminal.ts';

await runProgram(async () => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(START_HELP);
    return;
  }
  const terminal = createTerminal(process.stdout);
  terminal.line('Layerwatch: the deployed functions on this machine, with DynamoDB, ECR and SNS embedded.');
  if (options.registry === null) await runSample(options, terminal);
  else await runRegistry(options, options.registry, terminal);
}, 0);

async function runSample(options: StartOptions, terminal: Terminal): Promise<void> {
  const organisation = createSampleOrganisation(options.seed, new Date());
  const registry = createReplayedRegistry(organisation.source, organisation.repositories);
  const service = await startService({ source: registry, settings: organisation.settings }, terminal);
  const api = await openApi(options.port, (request) => service.query(request));
  terminal.line(`A sample organisation, made from seed ${options.seed}. Its alerts, as they come:\n`);
  await replaySample(organisation, registry, service, terminal);
  const report = await tell(service, terminal);
  if (options.once) return;
  const image = imageToShow(organisation);
  ask(terminal, [
    ...askLines(report, api.origin),
    ...(image === null ? [] : [imageCommand(image, api.origin)]),
  ]);
  terminal.line('Ctrl-C stops.');
  await forever();
}

async function runRegistry(options: StartOptions, url: string, terminal: Terminal): Promise<void> {
  const registry = createOciRegistry(createOciClient(url));
  const stored = createStoredImages();
  const source = createOciSource(registry, stored);
  // Nothing tells of a layer whether it was mounted.
  const service = await startService({ source, settings: { ...ECR_DEFAULTS, blobMounting: true } }, terminal);
  const mode = createRegistryMode({ registry, stored, queue: service, terminal });
  const api = await openApi(options.port, async (request) =>
    isNotification(request) ? mode.notify(request.body) : service.query(request),
  );
  await mode.takeStock();
  await lookThrough(service, registry.address);
  const report = await tell(service, terminal);
  if (options.once) return;
  ask(terminal, askLines(report, api.origin));
  terminal.line(`Watching ${registry.address}: push an image. Notifications: ${api.origin}/notifications`);
  terminal.line('Ctrl-C stops.');
  await mode.watch(options.pollSeconds);
}

/** What is done every night, once. Throws UserError where the registry does not answer any more. */
async function lookThrough(service: LocalService, address: string): Promise<void> {
  try {
    await service.reconcile();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`Cannot read the registry ${address} to the end: ${error.message}`);
  }
}

function isNotification({ method, path }: HttpRequest): boolean {
  return method === 'POST' && path === '/notifications';
}

function startService(
  registry: Pick<LocalServiceOptions, 'source' | 'settings'>,
  terminal: Terminal,
): Promise<LocalService> {
  return startLocalService({
    ...registry,
    // The whole text is the mail; its first line says what happened, where and how much.
    onMessage: ({ texts, attributes: { state, severity = '' } }) =>
      terminal.line(alertLine(state === 'resolved' ? state : severity, texts.email ?? texts.default)),
    onDeadLetter: ({ detail }) =>
      terminal.line(
        `Gave up on ${detail['repository-name']}@${detail['image-digest']} after ${MAX_RECEIVES} deliveries; ` +
          'POWERTOOLS_LOG_LEVEL=WARN shows why.',
      ),
  });
}

/** Throws UserError for a port that cannot be had. */
async function openApi(
  port: number,
  answer: (request: HttpRequest) => Promise<HttpReply>,
): Promise<LocalServer> {
  try {
    return await startServer(answer, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE')
      throw new UserError(`Port ${port} is taken by another program: choose another with --port.`);
    if (code === 'EACCES')
      throw new UserError(`Port ${port} needs special rights: choose another with --port.`);
    throw error;
  }
}

async function tell(service: LocalService, terminal: Terminal): Promise<Report> {
  const report = await readReport(createAnswers(service.query));
  terminal.line(`\n${summaryLines(report).join('\n')}`);
  return report;
}

function ask(terminal: Terminal, lines: readonly string[]): void {
  terminal.line(`\nAsk it:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
