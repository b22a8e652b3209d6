import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalServer, startServer } from '../../src/local/http-server.ts';
import { type LocalService, startLocalService } from '../../src/local/local-service.ts';
import { createPlayback } from '../../src/local/playback.ts';
import { createReplayedRegistry } from '../../src/local/replayed-registry.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';
import { runProgram } from '../support/program.ts';

const sample = createSampleOrganisation(1, new Date());
/** Little of it: a base, two images that stand on it, and an index with its two children. */
const pushes = (
  [
    ['platform/java-base', 1],
    ['search/query', 1],
    ['identity/audit', 1],
    ['ops/backup', 3],
  ] as const
).flatMap(([repository, count]) =>
  sample.pushes.filter((push) => push.repository === repository).slice(0, count),
);
const [image, index] = ['search/query', 'ops/backup'].map((repository) =>
  pushes.findLast((push) => push.repository === repository && push.tag !== null),
);

let service: LocalService;
let api: LocalServer;

beforeAll(async () => {
  const registry = createReplayedRegistry(sample.source);
  service = await startLocalService({ source: registry, onMessage: () => {}, onDeadLetter: () => {} });
  api = await startServer((request) => service.query(request));
  const playback = createPlayback(registry, service);
  for (const push of pushes) await playback.play({ ...push, action: 'PUSH' });
  await playback.finish();
}, 60_000);

afterAll(async () => {
  await api.close();
  await service.close();
});

async function show(...args: string[]) {
  const program = runProgram('image.ts', ...args, '--api', api.origin);
  const exitCode = await program.ended;
  return { exitCode, ...program.output };
}

test('prints the layer table of an image, to be read in eighty columns', async () => {
  const { exitCode, stdout, stderr } = await show(`${image?.digest}`, '--width', '80');

  const lines = stdout.split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith(' #  DIGEST')));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(lines.slice(0, 2)).toEqual(['search/query', image?.digest]);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}base {6}platform\/java-base@[0-9a-f]{12}$/));
  expect(table.slice(0, 9)).toEqual([
    ' #  DIGEST   DIFF ID      SIZE    SHARE  OTHERS  ORIGIN  INSTRUCTION',
    expect.stringMatching(/^ 1 {2}[0-9a-f]{7} {2}[0-9a-f]{7} +29\.\d MB .* 2 {2}base {4}ADD file in \/$/),
    expect.stringMatching(/^ 2 .* 2 {2}base {4}RUN apt-get update/),
    expect.stringMatching(/^ 3 .* 2 {2}base {4}COPY file in \/opt\/java/),
    expect.stringMatching(/^ 4 .* 2 {2}base {4}ADD file in \/opt\/agents?/),
    expect.stringMatching(/^ {2}4 base layers +15\d\.\d MB +\d\d\.\d %$/),
    '─'.repeat(80),
    expect.stringMatching(/^ 5 .* – {2}own {5}COPY dir in \/app\/lib\/$/),
    expect.stringMatching(/^ 6 .* – {2}own {5}/),
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(stdout).not.toContain('\x1b');
});

test('lists the images of an index, found by its tag', async () => {
  const { exitCode, stdout } = await show(`ops/backup:${index?.tag}`);

  expect(exitCode).toBe(0);
  expect(stdout).toContain(`ops/backup\n${index?.digest}\n`);
  expect(stdout).toMatch(/\n[0-9a-f]{12} {2}image {5}linux\/amd64 {2}\d+\.\d MB\n/);
  expect(stdout).toMatch(/\nLook at one: npm run image -- ops\/backup@[0-9a-f]{12} --api http:.*\n$/);
});

test('prints what the API answers', async () => {
  const { exitCode, stdout } = await show('--json', `search/query@${image?.digest.slice(7, 14)}`);

  const answer = await fetch(`${api.origin}/v1/images/${image?.digest}`);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual(await answer.json());
});

test.each([
  ['an image nobody knows', ['0'.repeat(64)], 1, `image sha256:${'0'.repeat(64)} is not known\n`],
  ['no image', [], 2, 'An image is needed: npm run image -- sha256:… (see --help)\n'],
])('ends with one line for %s', async (_reason, args, exitCode, stderr) => {
  expect(await show(...args)).toEqual({ exitCode, stdout: '', stderr });
});
