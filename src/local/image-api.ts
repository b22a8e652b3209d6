import * as z from 'zod/mini';
import { plainLine } from '../domain/plain-text.ts';
import { type ImageDetail, ImageList } from '../handlers/api-images.ts';
import { Problem } from '../handlers/query-problem.ts';
import { UserError } from './command-line.ts';
import type { Place, Wanted } from './image-options.ts';
import { plural } from './plural.ts';

const TIMEOUT_MS = 30_000;
const DETAIL_LENGTH = 500;
const PAGE = 200;
/** A repository is not looked through further than this many pages; most hold far less. */
const PAGES_MAX = 50;
const NAMES_SHOWN = 5;

export type ImageAnswer = z.output<typeof ImageDetail>;
type ImageListAnswer = z.output<typeof ImageList>;

/** The query API over HTTP. Each question throws UserError where there is no answer. */
export interface ImageApi {
  /** The answer as it came. */
  image(digest: string, place: Place): Promise<unknown>;
  /** The digest of the image that is wanted. What has to be looked for is looked for among the newest of its repository. */
  find(wanted: Wanted, place: Place): Promise<string>;
}

export function createImageApi(api: string): ImageApi {
  return {
    image: (digest, place) => ask(api, `/v1/images/${digest}`, { ...place }),

    async find(wanted, place) {
      if (wanted.by === 'digest') return wanted.digest;
      const found = new Set<string>();
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: ImageListAnswer = parseAnswer(
          ImageList,
          await ask(api, '/v1/images', { ...place, limit: `${PAGE}`, ...(cursor !== null && { cursor }) }),
        );
        for (const image of page.items) if (isWanted(image, wanted)) found.add(image.digest);
        cursor = page.cursor;
        pages += 1;
        // A tag has one image; the beginning of a digest is to be that of no other.
      } while (cursor !== null && pages < PAGES_MAX && !(wanted.by === 'tag' && found.size > 0));
      const [digest, ...others] = found;
      if (digest === undefined) throw new UserError(notFound(wanted, cursor === null));
      if (others.length > 0)
        throw new UserError(
          `${plural(found.size, 'image')} of ${wanted.repository} begin like this: ${[...found].slice(0, NAMES_SHOWN).join(', ')}`,
        );
      return digest;
    },
  };
}

/** The answer as what it is to be. Throws UserError where it is something else. */
export function parseAnswer<T>(schema: z.ZodMiniType<T>, answer: unknown): T {
  const parsed = z.safeParse(schema, answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    `The answer cannot be read; is it another version of Layerwatch? ${plainLine(`${issue?.path.join('.')}: ${issue?.message}`, DETAIL_LENGTH)}`,
  );
}

function isWanted(
  { digest, tags, deletedAt }: ImageListAnswer['items'][number],
  wanted: Exclude<Wanted, { by: 'digest' }>,
): boolean {
  if (wanted.by === 'beginning') return digest.startsWith(wanted.beginning);
  // A deleted image keeps the tags it was last seen with.
  return deletedAt === null && tags.includes(wanted.tag);
}

function notFound(wanted: Exclude<Wanted, { by: 'digest' }>, isAll: boolean): string {
  const what = wanted.by === 'tag' ? `has the tag ${wanted.tag}` : `begins with ${wanted.beginning}`;
  const where = isAll
    ? wanted.repository
    : `the newest ${plural(PAGE * PAGES_MAX, 'image')} of ${wanted.repository}`;
  return isAll ? `No image of ${where} ${what}.` : `None of ${where} ${what}: give the whole digest.`;
}

async function ask(
  api: string,
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
): Promise<unknown> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  const url = `${api}${path}${query.size > 0 ? `?${query}` : ''}`;
  const { status, text } = await fetchText(api, url);
  const body = parsedOrNull(text);
  if (status === 200 && body !== null) return body;
  const problem = z.safeParse(Problem, body);
  if (problem.success) throw new UserError(plainLine(problem.data.detail, DETAIL_LENGTH));
  if (status === 401 || status === 403)
    throw new UserError(
      `${api} refuses the request (${status}). A deployed API asks for IAM signatures, which this program does not make.`,
    );
  throw new UserError(`${api} does not answer as Layerwatch does (status ${status}).`);
}

async function fetchText(api: string, url: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new UserError(unreachable(api, error));
  }
}

function unreachable(api: string, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `${api} has not answered for ${TIMEOUT_MS / 1_000} seconds.`;
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}` : null;
  const why = code === null || code === 'ECONNREFUSED' ? '' : ` (${code})`;
  return `Nothing answers at ${api}${why}: run npm start in another terminal first, or choose another API with --api.`;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
