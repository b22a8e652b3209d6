import { afterEach, beforeEach, expect, test } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { buildImage, indexText, type Step } from '../support/builders.ts';
import { type FakeOciRegistry, startFakeOciRegistry } from '../support/fake-oci-registry.ts';
import { type Program, runProgram } from '../support/program.ts';

const running: Program[] = [];

function start(...args: string[]): Program {
  const program = runProgram('start.ts', ...args);
  running.push(program);
  return program;
}

afterEach(async () => {
  for (const program of running.splice(0)) {
    program.kill('SIGKILL');
    await program.ended;
  }
});

const BASE: Step = { seed: 'base', sizeBytes: 60_000_000 };

let registry: FakeOciRegistry;

beforeEach(async () => {
  registry = await startFakeOciRegistry();
});
afterEach(() => registry.close());

/** Pushes an image as a client does; answers its digest. */
function push(repository: string, tag: string, ...steps: Step[]): string {
  const { manifest, config } = buildImage([BASE, ...steps]);
  registry.pushBlob(repository, config);
  return registry.push(repository, { text: manifest, mediaType: OCI_MANIFEST }, tag);
}

/** Runs the curl lines that were printed; answers their status codes. */
function asked(stdout: string): Promise<number>[] {
  const commands = stdout.replaceAll('\\\n', '').matchAll(/curl -s '?(http[^'\s]+)(?:.*-d '(.*)')?/g);
  return [...commands].map(async ([, url = '', body]) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, body === undefined ? {} : { method: 'POST', headers, body })).status;
  });
}

test('reads what is there, prints the summary, and ends where it is asked to', async () => {
  push('team/orders', '1.0.0');
  push('team/billing', '1.0.0');

  const program = start('--registry', registry.origin, '--port', '0', '--once');

  expect(await program.ended).toBe(0);
  expect(program.output.stdout).toContain(
    '[low] A 60.0 MB layer is in 2 repositories: at most 60.0 MB of duplicates.\n',
  );
  expect(program.output.stdout).toContain('2 repositories, 2 images, 1 distinct layer\n');
  expect(program.output.stderr).toBe('');
}, 60_000);

test('notices a push by polling and another by notification, and answers the curl lines it prints', async () => {
  const code: Step = { seed: 'code', sizeBytes: 1_000_000, instruction: 'COPY . .' };
  push('team/orders', '1.0.0', code);
  const program = start('--registry', registry.origin, '--port', '0', '--poll-seconds', '1');
  await program.sees('Ctrl-C stops.');

  push('team/orders', '1.0.1', { ...code, seed: 'a dataset', sizeBytes: 181_000_000 });
  await program.sees('team/orders:1.0.1 grew by 180.0 MB');
  const digest = push('team/billing', '2.0', { ...code, seed: 'billing' });
  const [origin = ''] = /http:\/\/127\.0\.0\.1:\d+(?=\/notifications)/.exec(program.output.stdout) ?? [];
  const accepted = await fetch(`${origin}/notifications`, {
    method: 'POST',
    body: JSON.stringify({
      events: [
        {
          action: 'push',
          target: { mediaType: OCI_MANIFEST, digest, repository: 'team/billing', tag: '2.0' },
        },
      ],
    }),
  });
  const refused = await fetch(`${origin}/notifications`, { method: 'POST', body: 'text' });
  await program.sees('A 60.0 MB layer is in 2 repositories');
  const answers = await Promise.all(asked(program.output.stdout));
  program.kill('SIGINT');

  expect(accepted.status).toBe(202);
  expect(refused.status).toBe(400);
  expect(answers).toEqual([200, 200, 200, 200]);
  expect(await program.ended).toBe(0);
  expect(program.output.stdout.match(/Pushed: team\/billing:2\.0/g)).toHaveLength(1);
  expect(program.output.stderr).toBe('');
}, 60_000);

test('reads indexes and what is no image', async () => {
  const child = buildImage([BASE]);
  registry.pushBlob('team/orders', child.config);
  registry.push('team/orders', { text: child.manifest, mediaType: OCI_MANIFEST });
  registry.push('team/orders', { text: indexText([child.digest]), mediaType: OCI_INDEX }, '1.0.0');
  registry.push('team/orders', { text: '{"layers":3}', mediaType: OCI_MANIFEST }, 'broken');

  const program = start('--registry', registry.origin, '--port', '0', '--once');

  expect(await program.ended).toBe(0);
  expect(program.output.stdout).toContain('1 repository, 1 image, 1 distinct layer\n');
  expect(program.output.stdout).not.toContain('Gave up');
}, 60_000);

test('says that the registry cannot be reached, or wants a password', async () => {
  const { origin } = registry;
  registry.intercept = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });

  const refused = start('--registry', origin, '--port', '0');
  await refused.ended;
  await registry.close();
  const gone = start('--registry', origin.replace('http://', 'http://reader:hidden@'), '--port', '0');

  expect(await gone.ended).toBe(1);
  expect(gone.output.stderr).toMatch(
    /^Cannot read the registry http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED.*\n$/,
  );
  expect(gone.output.stderr).not.toContain('hidden');
  expect(await refused.ended).toBe(1);
  expect(refused.output.stderr).toContain('it wants a user and a password');
}, 60_000);
