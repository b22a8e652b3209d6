import { parseFlags, UserError, wholeNumber } from './command-line.ts';

/** What `npm run replay` was asked to do. */
export interface ReplayOptions {
  readonly images: string;
  readonly pushes: string;
  readonly json: boolean;
  /** How many layers of `/v1/duplicates` the JSON holds. */
  readonly duplicates: number;
  /** How many records of the pushes are replayed. */
  readonly limit: number;
  /** Whether an image is deleted when its last tag has moved or was taken away. */
  readonly expireUntagged: boolean;
}

export const REPLAY_HELP = `Replays recorded pushes through the deployed functions, and says what they add up to.

  npm run replay -- --images images.ndjson.gz --pushes pushes.ndjson.gz [options]

  --images FILE       one image a line: repository, digest, mediaType, platform, layers, history
  --pushes FILE       one tag move a line: action (push or untag), repository, tag, digest, at
  --limit N           only the first N records of the pushes
  --expire-untagged   delete an image when its last tag has moved or was taken away, as a lifecycle
                      policy would; without it every image stays, and untag records change nothing
  --json              the body of /v1/summary with duplicates and alerts as JSON on stdout
  --duplicates N      how many layers of /v1/duplicates the JSON holds (default 10)
  --help              show this

Both files may be gzipped. Progress goes to stderr. Exit code 1 where a record cannot be used.
`;

/** Null where help is asked for. Throws UserError for a command line that is wrong. */
export function parseReplayOptions(args: readonly string[]): ReplayOptions | null {
  const flags = parseFlags(args, {
    images: { type: 'string' },
    pushes: { type: 'string' },
    json: { type: 'boolean' },
    duplicates: { type: 'string' },
    limit: { type: 'string' },
    'expire-untagged': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  const { images, pushes, json, duplicates, limit } = flags;
  if (flags.help) return null;
  if (!images || !pushes) throw new UserError('--images and --pushes are needed (see --help)', 2);
  return {
    images,
    pushes,
    json: json ?? false,
    duplicates: wholeNumber('--duplicates', duplicates ?? '10', 1, 1_000_000),
    limit: limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', limit, 1, 1e15),
    expireUntagged: flags['expire-untagged'] ?? false,
  };
}
