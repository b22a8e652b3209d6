import { UserError } from './command-line.ts';
import { basicAuthorization, bearerChallenge, type Credentials, fetchToken } from './oci-token.ts';

const TIMEOUT_MS = 15_000;
const REDIRECTS_MAX = 5;

/** One answer of the registry, read up to the limit that was asked for. */
export interface OciAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Cut off after `maxBytes` and a little more, so that who asked can see that it was too large. */
  readonly body: Buffer;
}

interface OciRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly accept?: string;
  readonly maxBytes: number;
}

/** Speaks HTTP to one registry: credentials, tokens, redirects. Rejects where it cannot be reached. */
export interface OciClient {
  /** The registry's address without credentials, for people to read. */
  readonly address: string;
  /** `path` begins with `/v2/`. */
  request(path: string, request: OciRequest): Promise<OciAnswer>;
}

/** Takes user and password from the URL. Throws UserError for what is no http or https URL. */
export function createOciClient(registryUrl: string): OciClient {
  const url = URL.parse(registryUrl);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UserError('--registry takes a URL such as http://localhost:5000', 2);
  const credentials: Credentials | null =
    url.username === ''
      ? null
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const tokens = new Map<string, string>();
  let basic = false;

  async function authorized(target: URL, request: OciRequest): Promise<OciAnswer> {
    const scope = scopeOf(target.pathname);
    const token = tokens.get(scope);
    const header = token ? `Bearer ${token}` : basic && credentials ? basicAuthorization(credentials) : null;
    const answer = await send(target, request, header);
    if (answer.status !== 401) return answer;
    const challenge = bearerChallenge(answer.headers.get('www-authenticate'));
    if (challenge) {
      const fresh = await fetchToken(challenge, credentials);
      if (fresh === null) return answer;
      tokens.set(scope, fresh);
      return send(target, request, `Bearer ${fresh}`);
    }
    if (!credentials || basic) return answer;
    basic = true;
    return send(target, request, basicAuthorization(credentials));
  }

  return {
    address: url.origin,
    request: (path, request) => authorized(new URL(`${url.origin}${path}`), request),
  };
}

/** Tokens are good for one repository, or for the catalogue. */
function scopeOf(path: string): string {
  return /^\/v2\/(.+?)\/(manifests|blobs|tags)\//.exec(path)?.[1] ?? '_catalog';
}

/** Follows redirects itself: blobs often lie on another host, which must not see the registry's credentials. */
async function send(
  target: URL,
  { method = 'GET', accept, maxBytes }: OciRequest,
  authorization: string | null,
): Promise<OciAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let url = target;
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const headers = new Headers(accept ? { accept } : {});
    if (authorization !== null && url.origin === target.origin) headers.set('authorization', authorization);
    const response = await fetch(url, { method, headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null)
      return { status: response.status, headers: response.headers, body: await readBody(response, maxBytes) };
    await response.body?.cancel();
    const next = URL.parse(location, url.href);
    if (!next || !/^https?:$/.test(next.protocol)) break;
    url = next;
  }
  throw new Error('the registry redirects without end');
}

async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}
