import { type Digest, digestOf } from '../../src/domain/digest.ts';
import type { StorageClass } from '../../src/domain/registry-ports.ts';
import { configText, descriptor, fakeDigest, indexText, manifestText } from '../support/builders.ts';

/** What can be pushed: layers by number, or an index of other contents by number. */
export interface Content {
  readonly kind: 'image' | 'artifact' | 'index';
  readonly parts: readonly number[];
}

/** What somebody does to a registry. */
export type Action =
  | {
      readonly type: 'push';
      readonly repository: string;
      readonly content: number;
      readonly tag: string | null;
    }
  | { readonly type: 'untag'; readonly repository: string; readonly tag: string }
  | { readonly type: 'delete'; readonly repository: string; readonly content: number }
  | {
      readonly type: 'store';
      readonly repository: string;
      readonly content: number;
      readonly storageClass: StorageClass;
    }
  | { readonly type: 'drop'; readonly repository: string }
  | { readonly type: 'set'; readonly repository: string; readonly series: string | null };

/** What the registry tells of it. */
export interface Told {
  readonly type: 'PUSH' | 'DELETE' | 'UPDATE_STORAGE_CLASS';
  readonly repository: string;
  readonly digest: Digest;
  readonly tag: string | null;
  readonly second: number;
}

export interface StoredImage {
  readonly digest: Digest;
  readonly content: Content;
  readonly tags: ReadonlySet<string>;
  readonly second: number;
  readonly storageClass: StorageClass;
}

/** Sizes of the layers, in bytes: one that is never told of, and large ones. */
export const LAYER_SIZES = [1_000, 60_000_000, 120_000_000, 7, 2_000_000_000] as const;

/**
 * A registry as ECR describes itself: images by digest in repositories, tags that are on one image each. It is all
 * there is to say about what Layerwatch has to know.
 */
export class Model {
  readonly contents: readonly Content[];
  /** What is stored, by repository. */
  readonly stored = new Map<string, Map<Digest, StoredImage>>();
  /** What was ever stored. */
  readonly ever = new Map<string, Map<Digest, Content>>();
  /** The tag `layerwatch:series` of repositories. */
  readonly series = new Map<string, string>();

  constructor(contents: readonly Content[]) {
    this.contents = contents;
  }

  digestOf(content: Content): Digest {
    return digestOf(this.manifestOf(content));
  }

  manifestOf(content: Content): string {
    if (content.kind === 'index')
      return indexText(this.childrenOf(content).map((child) => this.digestOf(child)));
    const layers = content.parts.map((part) => descriptor(`layer ${part}`, LAYER_SIZES[part]));
    return manifestText(layers, content.kind === 'artifact' ? { artifactType: 'application/x-sbom' } : {});
  }

  /** An index lists the contents that are no indexes. */
  childrenOf({ kind, parts }: Content): Content[] {
    if (kind !== 'index') return [];
    return parts
      .flatMap((part) => this.contents[part % this.contents.length] ?? [])
      .filter((child) => child.kind !== 'index');
  }

  /** Does it, and answers what the registry tells of it. */
  act(action: Action, second: number): Told[] {
    switch (action.type) {
      case 'push':
        return this.#push(action.repository, this.#content(action.content), action.tag, second);
      case 'untag':
        return this.#untag(action.repository, action.tag, second);
      case 'delete':
        return this.#delete(action.repository, this.digestOf(this.#content(action.content)), second);
      case 'store':
        return this.#store(action, second);
      case 'set':
        if (action.series === null) this.series.delete(action.repository);
        else this.series.set(action.repository, action.series);
        return [];
      case 'drop': {
        const images = [...(this.stored.get(action.repository)?.keys() ?? [])];
        this.stored.delete(action.repository);
        return images.map((digest) => told('DELETE', action.repository, digest, null, second));
      }
    }
  }

  #content(number: number): Content {
    return this.contents[number % this.contents.length] ?? { kind: 'image', parts: [0] };
  }

  #push(repository: string, content: Content, tag: string | null, second: number): Told[] {
    // The children of an index are pushed before it, without a tag.
    const first = this.childrenOf(content).flatMap((child) => this.#push(repository, child, null, second));
    const digest = this.digestOf(content);
    const images = this.stored.get(repository) ?? new Map<Digest, StoredImage>();
    const before = images.get(digest);
    // ECR refuses what it has: ImageAlreadyExistsException.
    if (before && (tag === null || before.tags.has(tag))) return first;
    if (tag !== null)
      for (const image of images.values())
        if (image.tags.has(tag)) images.set(image.digest, { ...image, tags: without(image.tags, tag) });
    const tags = new Set([...(before?.tags ?? []), ...(tag === null ? [] : [tag])]);
    images.set(digest, { digest, content, tags, second: before?.second ?? second, storageClass: 'standard' });
    this.stored.set(repository, images);
    this.ever.set(repository, (this.ever.get(repository) ?? new Map()).set(digest, content));
    return [...first, told('PUSH', repository, digest, tag, second)];
  }

  /** Taking off its last tag deletes an image. */
  #untag(repository: string, tag: string, second: number): Told[] {
    for (const image of this.stored.get(repository)?.values() ?? []) {
      if (!image.tags.has(tag)) continue;
      if (image.tags.size === 1 && !this.#isReferenced(repository, image.digest))
        this.stored.get(repository)?.delete(image.digest);
      else this.stored.get(repository)?.set(image.digest, { ...image, tags: without(image.tags, tag) });
      return [told('DELETE', repository, image.digest, tag, second)];
    }
    return [];
  }

  #delete(repository: string, digest: Digest, second: number): Told[] {
    if (!this.stored.get(repository)?.has(digest) || this.#isReferenced(repository, digest)) return [];
    this.stored.get(repository)?.delete(digest);
    return [told('DELETE', repository, digest, null, second)];
  }

  #store({ repository, content, storageClass }: Action & { readonly type: 'store' }, second: number): Told[] {
    const images = this.stored.get(repository);
    const image = images?.get(this.digestOf(this.#content(content)));
    if (!images || !image || image.storageClass === storageClass) return [];
    images.set(image.digest, { ...image, storageClass });
    return [told('UPDATE_STORAGE_CLASS', repository, image.digest, null, second)];
  }

  /** ECR refuses to delete what a stored index lists. */
  #isReferenced(repository: string, digest: Digest): boolean {
    return [...(this.stored.get(repository)?.values() ?? [])].some(({ content }) =>
      this.childrenOf(content).some((child) => this.digestOf(child) === digest),
    );
  }
}

/** The config of every image. */
export const CONFIG = { digest: fakeDigest('config'), text: configText() };

function told(
  type: Told['type'],
  repository: string,
  digest: Digest,
  tag: string | null,
  second: number,
): Told {
  return { type, repository, digest, tag, second };
}

function without(tags: ReadonlySet<string>, tag: string): ReadonlySet<string> {
  return new Set([...tags].filter((one) => one !== tag));
}
