import { digestOf } from '../../src/domain/digest.ts';
import {
  type HttpReply,
  type HttpRequest,
  type LocalServer,
  startServer,
} from '../../src/local/http-server.ts';

interface StoredManifest {
  readonly text: string;
  readonly mediaType: string;
}

/** A registry over the OCI distribution protocol, filled by hand. */
export interface FakeOciRegistry extends LocalServer {
  /** Stores a manifest and, where a tag is given, points it there; answers its digest. */
  push(repository: string, manifest: StoredManifest, tag?: string): string;
  pushBlob(repository: string, text: string): string;
  /** The requests it got: `GET /v2/_catalog?n=1000`. */
  readonly requests: string[];
  /** Is asked before anything is answered; what it answers is sent instead. */
  intercept: (request: HttpRequest) => HttpReply | null;
  /** False for a registry that does not say Docker-Content-Digest. */
  statesDigests: boolean;
  pageSize: number;
}

export async function startFakeOciRegistry(): Promise<FakeOciRegistry> {
  const tags = new Map<string, Map<string, string>>();
  const manifests = new Map<string, StoredManifest>();
  const blobs = new Map<string, string>();

  function list(path: string, query: string, field: string, names: readonly string[]): HttpReply {
    const last = new URLSearchParams(query).get('last');
    const start = last === null ? 0 : names.indexOf(last) + 1;
    const page = names.slice(start, start + registry.pageSize);
    const more = start + page.length < names.length;
    return {
      status: 200,
      headers: more ? { link: `<${path}?n=${registry.pageSize}&last=${page.at(-1)}>; rel="next"` } : {},
      body: JSON.stringify({ [field]: page }),
    };
  }

  function answer({ path, query }: HttpRequest): HttpReply {
    const [, repository = '', kind = '', reference = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
    const ofRepository = tags.get(repository);
    if (path === '/v2/_catalog') return list(path, query, 'repositories', [...tags.keys()].sort());
    if (!ofRepository) return { status: 404 };
    if (kind === 'tags') return list(path, query, 'tags', [...ofRepository.keys()].sort());
    if (kind === 'blobs') {
      const blob = blobs.get(`${repository}@${reference}`);
      return blob === undefined ? { status: 404 } : { status: 200, body: blob };
    }
    const digest = ofRepository.get(reference) ?? reference;
    const manifest = manifests.get(`${repository}@${digest}`);
    if (!manifest) return { status: 404 };
    return {
      status: 200,
      headers: {
        'content-type': manifest.mediaType,
        ...(registry.statesDigests && { 'docker-content-digest': digest }),
      },
      body: manifest.text,
    };
  }

  const server = await startServer(async (request) => {
    registry.requests.push(
      `${request.method} ${request.path}${request.query === '' ? '' : `?${request.query}`}`,
    );
    return registry.intercept(request) ?? answer(request);
  });
  const registry: FakeOciRegistry = {
    ...server,
    requests: [],
    intercept: () => null,
    statesDigests: true,
    pageSize: 100,
    push(repository, manifest, tag) {
      const digest = digestOf(manifest.text);
      manifests.set(`${repository}@${digest}`, manifest);
      const ofRepository = tags.get(repository) ?? new Map<string, string>();
      tags.set(repository, tag === undefined ? ofRepository : ofRepository.set(tag, digest));
      return digest;
    },
    pushBlob(repository, text) {
      const digest = digestOf(text);
      blobs.set(`${repository}@${digest}`, text);
      return digest;
    },
  };
  return registry;
}
