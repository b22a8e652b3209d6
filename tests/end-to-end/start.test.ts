import { afterEach, describe, expect, test } from 'vitest';
import { type LocalServer, startServer } from '../../src/local/http-server.ts';
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

describe('a command line that is wrong', () => {
  test.each([
    [['--prot', '1'], "Unknown option '--prot' (see --help)\n"],
    [['--port', 'http'], "--port takes a whole number from 0 to 65535, not 'http'\n"],
    [['--registry', 'localhost:5000'], '--registry takes a URL such as http://localhost:5000\n'],
  ])('%j ends with one line and exit code 2', async (args, line) => {
    const program = start(...args);

    expect(await program.ended).toBe(2);
    expect(program.output.stderr).toBe(line);
  });
});

test('shows its help and ends', async () => {
  const program = start('--help');

  expect(await program.ended).toBe(0);
  expect(program.output.stdout).toContain('npm start [-- options]');
  expect(program.output.stderr).toBe('');
});

test('says which port is taken, and by which flag to choose another', async () => {
  const other: LocalServer = await startServer(async () => ({ status: 200 }));
  const { port } = new URL(other.origin);

  const program = start('--port', port);

  expect(await program.ended).toBe(1);
  expect(program.output.stderr).toBe(
    `Port ${port} is taken by another program: choose another with --port.\n`,
  );
  await other.close();
});

test('ends in peace when it is stopped during the replay', async () => {
  const program = start('--port', '0');
  await program.sees('layer is in 2 repositories');
  const stopped = Date.now();

  program.kill('SIGINT');
  program.kill('SIGINT');

  expect(await program.ended).toBe(0);
  expect(Date.now() - stopped).toBeLessThan(1_000);
  expect(program.output.stderr).toBe('');
}, 60_000);
