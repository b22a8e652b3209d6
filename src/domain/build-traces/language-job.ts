import type { BuildTool } from '../leftover.ts';
import { build, leaveCache, type Ledger } from './ledger.ts';
import { normalPath } from './paths.ts';
import type { Job } from './shell.ts';

/** The words that are no options. */
export function plainWords(args: readonly string[]): string[] {
  return args.filter((word) => !word.startsWith('-'));
}

/** Whether any word is one of these options. */
export function hasFlag(args: readonly string[], flag: RegExp): boolean {
  return args.some((word) => flag.test(word));
}

/** A cache of a package manager, where it may be. */
export function cache(ledger: Ledger, tool: BuildTool, what: string, paths: readonly string[]): void {
  leaveCache(ledger, { kind: 'package-cache', tool, what }, paths);
}

/** A build in the directory of the command. */
export function buildHere({ directory }: Job, ledger: Ledger, tool: BuildTool, what: string): void {
  build(ledger, { kind: 'build', tool, what }, normalPath('.', directory));
}
