import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Something the person at the keyboard can put right: told in one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;

  /** Exit code 2 is for a command line that is wrong, 1 for everything else. */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The flags of a command line. Throws UserError for what is unknown or lacks its value. */
export function parseFlags<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  return parseCommandLine(args, options, false).values;
}

/** The flags of a command line, and the words between them where there may be any. Throws UserError. */
export function parseCommandLine<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  allowPositionals: boolean,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals });
  } catch (error) {
    // The first sentence says what is wrong; the others explain the parser.
    const [sentence] = error instanceof Error ? error.message.split(/\.?(?:\s*\n|\. |\.$)/) : [];
    throw new UserError(`${sentence ?? 'The command line cannot be read'} (see --help)`, 2);
  }
}

/** A whole number within bounds. Throws UserError. */
export function wholeNumber(flag: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d{1,15}$/.test(value) || number < least || number > most)
    throw new UserError(`${flag} takes a whole number from ${least} to ${most}, not '${value}'`, 2);
  return number;
}

/**
 * Runs a program to its end. Ctrl-C ends it at once, with the given exit code: 0 where stopping it is how it is meant
 * to end. A reader that closed the pipe ends it in peace, a UserError with its one line.
 */
export async function runProgram(main: () => Promise<void>, stoppedExitCode: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // The prompt is not to stand behind a line about progress.
      if (process.stdout.isTTY) process.stdout.write('\n');
      process.exit(stoppedExitCode);
    });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
  // What is still open (servers, kept connections) has done its work; what was written is to arrive first.
  process.stdout.write('', () => process.exit());
}
