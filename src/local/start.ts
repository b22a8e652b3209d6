import { createAnswers } from './answers.ts';
import { runProgram, UserError } from './command-line.ts';
import { MAX_RECEIVES } from './event-queue.ts';
import { type HttpReply, type HttpRequest, type LocalServer, startServer } from './http-server.ts';
import type { RegistrySource } from './image-catalog.ts';
import { imageCommand } from './image-options.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { createOciClient } from './oci-client.ts';
import { createOciRegistry } from './oci-registry.ts';
import { createOciSource } from './oci-source.ts';
import { createRegistryMode } from './registry-mode.ts';
import { createReplayedRegistry } from './replayed-registry.ts';
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
  const registry = createReplayedRegistry(organisation.source);
  const service = await startService(registry, terminal);
  const api = await openApi(options.port, (request) => service.query(request));
  terminal.line(`A sample organisation, made from seed ${options.seed}. Its alerts, as they come:\n`);
  await replaySample(organisation, registry, service, terminal);
  await report(service, terminal);
  if (options.once) return;
  const image = imageToShow(organisation);
  terminal.line(askLines(api, image === null ? [] : [imageCommand(image, api.origin)]));
  terminal.line('Ctrl-C stops.');
  await forever();
}

async function runRegistry(options: StartOptions, url: string, terminal: Terminal): Promise<void> {
  const registry = createOciRegistry(createOciClient(url));
  const stored = createStoredImages();
  const service = await startService(createOciSource(registry, stored), terminal);
  const mode = createRegistryMode({ registry, stored, queue: service, terminal });
  const api = await openApi(options.port, async (request) =>
    isNotification(request) ? mode.notify(request.body) : service.query(request),
  );
  await mode.takeStock();
  await report(service, terminal);
  if (options.once) return;
  terminal.line(askLines(api, []));
  terminal.line(`Watching ${registry.address}: push an image. Notifications: ${api.origin}/notifications`);
  terminal.line('Ctrl-C stops.');
  await mode.watch(options.pollSeconds);
}

function isNotification({ method, path }: HttpRequest): boolean {
  return method === 'POST' && path === '/notifications';
}

function startService(source: RegistrySource, terminal: Terminal): Promise<LocalService> {
  return startLocalService({
    source,
    // The whole text is the mail; its first line says what happened, where and how much.
    onMessage: ({ texts, attributes }) =>
      terminal.line(`[${attributes.severity ?? ''}] ${(texts.email ?? texts.default).split('\n', 1)[0]}`),
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

async function report(service: LocalService, terminal: Terminal): Promise<void> {
  terminal.line('');
  for (const line of await summaryLines(createAnswers(service.query))) terminal.line(line);
}

function askLines({ origin }: LocalServer, more: readonly string[]): string {
  return `
Ask it:
  curl -s ${origin}/v1/summary
  curl -s '${origin}/v1/duplicates?limit=3'
  curl -s '${origin}/v1/alerts?kind=image-grew'
${more.map((command) => `  ${command}\n`).join('')}`;
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
