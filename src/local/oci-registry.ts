import * as z from 'zod/mini';
import { type Digest, digestOf, isDigest } from '../domain/digest.ts';
import { CONFIG_MAX_BYTES } from '../domain/image-config.ts';
import { ACCEPTED_MEDIA_TYPES } from '../domain/media-type.ts';
import { parsedJson } from './http-server.ts';
import type { ManifestSource } from './manifest-source.ts';
import type { OciAnswer, OciClient } from './oci-client.ts';

const LIST_MAX_BYTES = 16_000_000;
const MANIFEST_MAX_BYTES = 4_194_304;
const ACCEPT = ACCEPTED_MEDIA_TYPES.join(', ');

/** A registry answered what it should not have: the status says what. */
export class RegistryAnswerError extends Error {
  override readonly name = 'RegistryAnswerError';
  readonly status: number;

  constructor(what: string, status: number) {
    super(`${what} answered ${status}`);
    this.status = status;
  }
}

/** What a tag points to. */
interface TaggedManifest {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A registry, read over https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
export interface OciRegistry extends ManifestSource {
  readonly address: string;
  repositories(): Promise<readonly string[]>;
  tags(repository: string): Promise<readonly string[]>;
  /** Null for a tag that is gone. */
  resolve(repository: string, tag: string): Promise<TaggedManifest | null>;
}

// Names are put into paths: what does not look like one is left out.
const REPOSITORY = /^[a-z0-9]+([._/-]+[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

const Catalog = z.object({ repositories: z.nullish(z.array(z.string())) });
const Tags = z.object({ tags: z.nullish(z.array(z.string())) });

export function createOciRegistry(client: OciClient): OciRegistry {
  const known = new Set<string>();

  /** Null for a 404; any status but 200 besides throws. */
  async function get(path: string, maxBytes: number, method: 'GET' | 'HEAD' = 'GET') {
    const answer = await client.request(path, { method, accept: ACCEPT, maxBytes });
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw new RegistryAnswerError(path, answer.status);
    return answer;
  }

  /** The pages of a list, each named by the Link header of the one before. */
  async function* pages(path: string): AsyncGenerator<unknown> {
    const seen = new Set<string>();
    for (let next: string | null = path; next !== null && !seen.has(next); ) {
      seen.add(next);
      const answer: OciAnswer | null = await get(next, LIST_MAX_BYTES);
      // A list that does not exist holds nothing: the last tag of a repository was deleted, say.
      if (answer === null) return;
      yield parsedJson(answer.body.toString('utf8'));
      next = nextPage(answer.headers.get('link'), next);
    }
  }

  return {
    address: client.address,

    async repositories() {
      const names: string[] = [];
      for await (const page of pages('/v2/_catalog?n=1000')) {
        const parsed = Catalog.safeParse(page);
        if (!parsed.success) throw new Error('the catalogue cannot be read');
        names.push(...(parsed.data.repositories ?? []));
      }
      return names.filter((name) => REPOSITORY.test(name)).sort();
    },

    async tags(repository) {
      const names: string[] = [];
      for await (const page of pages(`/v2/${repository}/tags/list?n=1000`)) {
        const parsed = Tags.safeParse(page);
        if (!parsed.success) throw new Error('the list of tags cannot be read');
        names.push(...(parsed.data.tags ?? []));
      }
      return names.filter((name) => TAG.test(name));
    },

    async resolve(repository, tag) {
      const path = `/v2/${repository}/manifests/${tag}`;
      const head = await get(path, 0, 'HEAD');
      if (head === null) return null;
      const stated = head.headers.get('docker-content-digest') ?? '';
      if (isDigest(stated)) return { digest: stated, mediaType: mediaTypeOf(head) };
      const whole = await get(path, MANIFEST_MAX_BYTES);
      return whole && { digest: digestOf(whole.body), mediaType: mediaTypeOf(whole) };
    },

    async hasRepository(repository) {
      if (known.has(repository)) return true;
      const found = (await get(`/v2/${repository}/tags/list?n=1`, LIST_MAX_BYTES)) !== null;
      if (found) known.add(repository);
      return found;
    },

    async manifest(repository, digest) {
      const answer = await get(`/v2/${repository}/manifests/${digest}`, MANIFEST_MAX_BYTES);
      if (answer === null) return null;
      if (digest.startsWith('sha256:') && digestOf(answer.body) !== digest)
        throw new Error('the manifest is not the one its digest names');
      return { text: answer.body.toString('utf8'), mediaType: mediaTypeOf(answer) };
    },

    async blob(repository, digest) {
      // More than a config may have is enough to see that it has too much.
      return (await get(`/v2/${repository}/blobs/${digest}`, CONFIG_MAX_BYTES + 1))?.body ?? null;
    },
  };
}

function mediaTypeOf({ headers }: OciAnswer): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '';
}

/** `</v2/_catalog?last=b&n=2>; rel="next"`; only within the registry itself. */
function nextPage(link: string | null, current: string): string | null {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined) return null;
  const next = URL.parse(target, `http://registry.invalid${current}`);
  return next ? `${next.pathname}${next.search}` : null;
}
