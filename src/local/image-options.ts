import { isDigest } from '../domain/digest.ts';
import { parseCommandLine, UserError, wholeNumber } from './command-line.ts';

/** Where `npm start` answers unless told otherwise. */
export const DEFAULT_API = 'http://127.0.0.1:8787';

const SHORT_DIGITS = 12;
const USAGE = 'An image is needed: npm run image -- sha256:… (see --help)';

/** Which image is wanted: in the first case by its whole digest, in the others it has to be looked for. */
export type Wanted =
  | { readonly by: 'digest'; readonly digest: string }
  /** `sha256:` and some hex digits. */
  | { readonly by: 'beginning'; readonly beginning: string; readonly repository: string }
  | { readonly by: 'tag'; readonly tag: string; readonly repository: string };

/** What narrows a question to the API; the names are those of its parameters. */
export interface Place {
  readonly repository?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** What `npm run image` was asked to do. */
export interface ImageOptions {
  readonly wanted: Wanted;
  readonly place: Place;
  /** Without a slash at the end. */
  readonly api: string;
  readonly json: boolean;
  /** Columns to use; null for those of the terminal. */
  readonly width: number | null;
}

export const IMAGE_HELP = `What an image is made of: its layers, what it stands on, what its push brought to light.

  npm run image -- IMAGE [options]

IMAGE is the digest of a manifest, as ECR lists it: sha256: and 64 hex digits, or the digits alone.
In one repository its first seven digits or more will do, or a tag:

  npm run image -- sha256:a99f8563d7114fcb8f3d94c939d6e152c59ad57da74760774b8427c82b172af1
  npm run image -- orders/api@a99f8563d711
  npm run image -- orders/api:1.4.2

  --repository NAME   the repository to look in, if several have the image
  --account ID        the account, 12 digits
  --region REGION     the region, such as eu-west-1
  --api URL           the API to ask (default ${DEFAULT_API}, where npm start answers);
                      requests are not signed: a deployed API, which asks for that, refuses them
  --json              what the API answers, as JSON (npm run -s image … prints nothing else)
  --width N           columns to use (default: those of the terminal; 120 where there is none)
  --help              show this

Exit code 1 where there is no answer, 2 for a command line that is wrong.
`;

/** Null where help is asked for. Throws UserError for a command line that is wrong. */
export function parseImageOptions(args: readonly string[]): ImageOptions | null {
  const { values: flags, positionals } = parseCommandLine(
    args,
    {
      repository: { type: 'string' },
      account: { type: 'string' },
      region: { type: 'string' },
      api: { type: 'string' },
      json: { type: 'boolean' },
      width: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    true,
  );
  if (flags.help) return null;
  const [name, another] = positionals;
  if (name === undefined) throw new UserError(USAGE, 2);
  if (another !== undefined)
    throw new UserError(`One image at a time: '${another}' is one too many (see --help)`, 2);
  const { wanted, repository } = parseName(name, flags.repository);
  return {
    wanted,
    place: { repository, accountId: flags.account, region: flags.region },
    api: parseApi(flags.api ?? DEFAULT_API),
    json: flags.json ?? false,
    width: flags.width === undefined ? null : wholeNumber('--width', flags.width, 40, 1_000),
  };
}

/** The command that shows an image, for a person to copy. */
export function imageCommand(name: string, api: string): string {
  return `npm run image -- ${name}${api === DEFAULT_API ? '' : ` --api ${api}`}`;
}

/** `orders/api@a99f8563d711`: names the image in its repository well enough for a person, and for this program. */
export function imageName({ repository, digest }: { repository: string; digest: string }): string {
  return `${repository}@${shortDigest(digest)}`;
}

/** The first digits of a digest, without `sha256:`. */
export function shortDigest(digest: string, digits = SHORT_DIGITS): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, digits);
}

/** `[repository@]digest`, or `[repository:]tag`; the repository may be given apart. */
function parseName(name: string, apart: string | undefined) {
  const [, before, digest] =
    /^(?:([^@]+)@)?((?:sha256:)?[0-9a-f]{7,64}|sha512:[0-9a-f]{128})$/i.exec(name) ?? [];
  const [, owner, tag] = /^(?:(?!sha\d)([^@:]+):)?(\w[\w.-]{0,127})$/.exec(name) ?? [];
  const repository = before ?? (digest ? undefined : owner) ?? apart;
  if (apart !== undefined && repository !== apart)
    throw new UserError(`'${name}' names a repository, and --repository another one`, 2);
  if (digest !== undefined)
    return { repository, wanted: wantedDigest(name, digest.toLowerCase(), repository) };
  if (tag === undefined || repository === undefined)
    throw new UserError(
      `'${name}' is no digest: 'sha256:' and 64 hex digits, or repository@ and the first seven of them or more, or repository:tag`,
      2,
    );
  return { repository, wanted: { by: 'tag', tag, repository } as const };
}

function wantedDigest(name: string, digits: string, repository: string | undefined): Wanted {
  const digest = digits.includes(':') ? digits : `sha256:${digits}`;
  if (isDigest(digest)) return { by: 'digest', digest };
  if (repository === undefined)
    throw new UserError(
      `'${name}' is the beginning of a digest: give all 64 digits, or the repository to look in, as in orders/api@${shortDigest(digest)}`,
      2,
    );
  return { by: 'beginning', beginning: digest, repository };
}

function parseApi(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw new UserError(`--api takes a URL such as ${DEFAULT_API}`, 2);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
