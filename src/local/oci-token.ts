import * as z from 'zod/mini';

const TIMEOUT_MS = 15_000;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What a registry asks for with its 401. https://distribution.github.io/distribution/spec/auth/token/ */
export interface BearerChallenge {
  readonly realm: URL;
  readonly service: string | null;
  readonly scope: string | null;
}

const TokenAnswer = z.object({ token: z.optional(z.string()), access_token: z.optional(z.string()) });

/** Null for a header that asks for no token. */
export function bearerChallenge(header: string | null): BearerChallenge | null {
  if (!header || !/^bearer\s/i.test(header)) return null;
  const parameters = new Map(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const realm = URL.parse(parameters.get('realm') ?? '');
  if (!realm || !/^https?:$/.test(realm.protocol)) return null;
  return { realm, service: parameters.get('service') ?? null, scope: parameters.get('scope') ?? null };
}

/** Null where the token is refused. */
export async function fetchToken(
  { realm, service, scope }: BearerChallenge,
  credentials: Credentials | null,
): Promise<string | null> {
  const url = new URL(realm);
  if (service !== null) url.searchParams.set('service', service);
  if (scope !== null) url.searchParams.set('scope', scope);
  const headers = new Headers(credentials ? { authorization: basicAuthorization(credentials) } : {});
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) {
    await response.body?.cancel();
    return null;
  }
  const parsed = TokenAnswer.safeParse(await response.json());
  return parsed.success ? (parsed.data.token ?? parsed.data.access_token ?? null) : null;
}

export function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
