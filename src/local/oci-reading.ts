import { parseManifest } from '../domain/manifest.ts';
import type { OciRegistry } from './oci-registry.ts';

const TAGS_AT_ONCE = 16;

/** A push that the registry tells of; the tag is null for a push by digest. */
export interface ToldPush {
  readonly repository: string;
  readonly digest: string;
  readonly tag: string | null;
  readonly mediaType: string;
}

/** What every tag of a repository points to, in order of version. */
export async function tagsOf(registry: OciRegistry, repository: string): Promise<ToldPush[]> {
  const tags = [...(await registry.tags(repository))].sort(byVersion);
  const found: ToldPush[] = [];
  for (let start = 0; start < tags.length; start += TAGS_AT_ONCE) {
    const some = tags.slice(start, start + TAGS_AT_ONCE);
    const resolved = await Promise.all(some.map((tag) => registry.resolve(repository, tag)));
    for (const [position, tag] of some.entries()) {
      const manifest = resolved[position];
      if (manifest) found.push({ repository, tag, ...manifest });
    }
  }
  return found;
}

/** Those that are there. None for an index that cannot be read: the service says so when it comes to it. */
export async function childrenOf(
  registry: OciRegistry,
  repository: string,
  digest: string,
): Promise<ToldPush[]> {
  const index = await registry.manifest(repository, digest);
  const children: ToldPush[] = [];
  for (const child of index ? digestsIn(index.text, index.mediaType) : []) {
    const manifest = await registry.manifest(repository, child);
    if (manifest) children.push({ repository, digest: child, tag: null, mediaType: manifest.mediaType });
  }
  return children;
}

function digestsIn(text: string, mediaType: string): readonly string[] {
  try {
    const manifest = parseManifest(text, mediaType);
    return manifest.kind === 'index' ? manifest.children : [];
  } catch {
    return [];
  }
}

const collator = new Intl.Collator('en', { numeric: true });

/** 1.9 before 1.10. */
function byVersion(a: string, b: string): number {
  return collator.compare(a, b);
}
