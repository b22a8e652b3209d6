import { parseFlags, UserError, wholeNumber } from './command-line.ts';

/** What `npm start` was asked to do. */
export interface StartOptions {
  readonly help: boolean;
  readonly port: number;
  readonly seed: number;
  /** Null for the sample organisation. */
  readonly registry: string | null;
  readonly pollSeconds: number;
  /** Ends after the summary. */
  readonly once: boolean;
}

export const START_HELP = `Layerwatch on this machine: the deployed functions, with everything they call embedded.

  npm start [-- options]

Replays 90 days of pushes of a sample organisation, prints the alerts as they come and a summary,
then answers the query API until Ctrl-C. Nothing is kept, and no AWS account is needed.

  --port N            port of the query API on 127.0.0.1 (default 8787; 0 takes any free one)
  --seed N            another sample organisation; the same number makes the same one (default 1)
  --registry URL      watch this OCI registry instead, such as http://localhost:5000 or
                      https://user:password@registry.example.com; it is only read from
  --poll-seconds N    how often to look for new pushes there (default 2); a registry that sends
                      notifications to http://127.0.0.1:8787/notifications is noticed at once
  --once              end after the summary, with exit code 0
  --help              show this
`;

/** Throws UserError for a command line that is wrong. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const flags = parseFlags(args, {
    port: { type: 'string' },
    seed: { type: 'string' },
    registry: { type: 'string' },
    'poll-seconds': { type: 'string' },
    once: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (flags.registry === undefined && flags['poll-seconds'] !== undefined)
    throw new UserError('--poll-seconds needs --registry', 2);
  if (flags.registry !== undefined && flags.seed !== undefined)
    throw new UserError('--seed makes a sample organisation, --registry watches a real one: choose one', 2);
  return {
    help: flags.help ?? false,
    port: wholeNumber('--port', flags.port ?? '8787', 0, 65_535),
    seed: wholeNumber('--seed', flags.seed ?? '1', 0, 2 ** 32 - 1),
    registry: flags.registry ?? null,
    pollSeconds: wholeNumber('--poll-seconds', flags['poll-seconds'] ?? '2', 1, 86_400),
    once: flags.once ?? false,
  };
}
