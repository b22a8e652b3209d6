import { expect, test } from 'vitest';
import { UserError } from '../../src/local/command-line.ts';
import { parseReplayOptions, REPLAY_HELP } from '../../src/local/replay-options.ts';
import { parseStartOptions, START_HELP } from '../../src/local/start-options.ts';

/** The error a command line ends in. */
function refusal(parse: (args: readonly string[]) => unknown, args: readonly string[]): UserError {
  try {
    parse(args);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('starts with the sample organisation on port 8787 unless told otherwise', () => {
  expect(parseStartOptions([])).toEqual({
    help: false,
    port: 8787,
    seed: 1,
    registry: null,
    pollSeconds: 2,
    once: false,
  });
  expect(parseStartOptions(['--port', '9000', '--seed=7', '--once'])).toMatchObject({
    port: 9000,
    seed: 7,
    once: true,
  });
  expect(parseStartOptions(['--registry', 'http://localhost:5000', '--poll-seconds', '30'])).toMatchObject({
    registry: 'http://localhost:5000',
    pollSeconds: 30,
  });
});

test.each([
  ['an unknown flag', ['--prot', '1'], "Unknown option '--prot' (see --help)"],
  ['a word', ['now'], "Unexpected argument 'now' (see --help)"],
  ['a flag without its value', ['--port'], "Option '--port <value>' argument missing (see --help)"],
  ['a port that is no number', ['--port', 'http'], "--port takes a whole number from 0 to 65535, not 'http'"],
  [
    'a port that is too large',
    ['--port', '65536'],
    "--port takes a whole number from 0 to 65535, not '65536'",
  ],
  ['a negative port', ['--port=-1'], "--port takes a whole number from 0 to 65535, not '-1'"],
  ['half a seed', ['--seed', '1.5'], "--seed takes a whole number from 0 to 4294967295, not '1.5'"],
  ['polling of nothing', ['--poll-seconds', '2'], '--poll-seconds needs --registry'],
  [
    'a sample of a registry',
    ['--seed', '1', '--registry', 'http://localhost'],
    '--seed makes a sample organisation, --registry watches a real one: choose one',
  ],
])('refuses to start with %s, in one line', (_reason, args, message) => {
  const error = refusal(parseStartOptions, args);

  expect(error.message).toBe(message);
  expect(error.exitCode).toBe(2);
});

test('replays two files', () => {
  expect(parseReplayOptions(['--images', 'i', '--pushes', 'p'])).toEqual({
    images: 'i',
    pushes: 'p',
    json: false,
    duplicates: 10,
    limit: Number.POSITIVE_INFINITY,
    expireUntagged: false,
  });
  expect(
    parseReplayOptions(['--images', 'i', '--pushes', 'p', '--json', '--duplicates', '3', '--limit', '3000']),
  ).toMatchObject({ json: true, duplicates: 3, limit: 3000 });
  expect(parseReplayOptions(['--images', 'i', '--pushes', 'p', '--expire-untagged'])).toMatchObject({
    expireUntagged: true,
  });
});

test.each([
  ['without files', [], '--images and --pushes are needed (see --help)'],
  ['without pushes', ['--images', 'i'], '--images and --pushes are needed (see --help)'],
  [
    'with no duplicates',
    ['--images', 'i', '--pushes', 'p', '--duplicates', '0'],
    "--duplicates takes a whole number from 1 to 1000000, not '0'",
  ],
])('refuses to replay %s, in one line', (_reason, args, message) => {
  const error = refusal(parseReplayOptions, args);

  expect(error.message).toBe(message);
  expect(error.exitCode).toBe(2);
});

test('shows every flag in the help', () => {
  expect(parseStartOptions(['--help']).help).toBe(true);
  expect(parseReplayOptions(['-h'])).toBeNull();
  for (const flag of ['--port', '--seed', '--registry', '--poll-seconds', '--once', '--help'])
    expect(START_HELP).toContain(flag);
  for (const flag of [
    '--images',
    '--pushes',
    '--limit',
    '--expire-untagged',
    '--json',
    '--duplicates',
    '--help',
  ])
    expect(REPLAY_HELP).toContain(flag);
});
