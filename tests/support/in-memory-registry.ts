import { type Digest, digestOf } from '../../src/domain/digest.ts';
import type { ServiceError } from '../../src/domain/errors.ts';
import { formatRepository, type ImageRef, type RepositoryId } from '../../src/domain/registry.ts';
import type * as ports from '../../src/domain/registry-ports.ts';
import { at, type BuiltImage } from './builders.ts';

interface StoredImage extends ImageRef {
  readonly answer: ports.ManifestAnswer;
  readonly pushedAt: string;
  readonly storageClass: ports.StorageClass;
}

/** A registry that answers what it was given, and that an image is missing otherwise. */
export class InMemoryRegistry implements ports.Registry {
  /** By digest; an error is thrown. */
  readonly configs = new Map<Digest, ports.ConfigAnswer | ServiceError>();
  /** By repository and digest. */
  readonly #images = new Map<string, StoredImage>();
  /** The key of the image that each tag, with its repository, is on. */
  readonly #tags = new Map<string, string>();

  /** Stores a document under its digest, or under another one that is given; a tag moves to it. */
  put(
    repository: RepositoryId,
    text: string,
    digest: Digest = digestOf(text),
    tag: string | null = null,
    pushedAt: string = at(),
  ): Digest {
    const ref = { ...repository, digest };
    const answer = { outcome: 'found', text, mediaType: null } as const;
    this.#images.set(keyOf(ref), { ...ref, answer, pushedAt, storageClass: 'standard' });
    if (tag !== null) this.tag(ref, tag);
    return digest;
  }

  /** Stores manifest and config; a tag moves to it. */
  push(
    repository: RepositoryId,
    { manifest, config, configDigest }: BuiltImage,
    tag: string | null = null,
    pushedAt: string = at(),
  ): Digest {
    this.configs.set(configDigest, { outcome: 'found', text: config });
    return this.put(repository, manifest, digestOf(manifest), tag, pushedAt);
  }

  /** Lets the registry fail on this image from now on. */
  fail(ref: ImageRef, error: ServiceError): void {
    this.#change(ref, { answer: { outcome: 'failed', error } });
  }

  /** Archives the image, or restores it. */
  store(ref: ImageRef, storageClass: ports.StorageClass): void {
    this.#change(ref, { storageClass });
  }

  delete(ref: ImageRef): void {
    this.#images.delete(keyOf(ref));
    for (const [name, tagged] of this.#tags) if (tagged === keyOf(ref)) this.#tags.delete(name);
  }

  /** Points the tag to the image. */
  tag(ref: ImageRef, tag: string): void {
    this.#tags.set(`${formatRepository(ref)}:${tag}`, keyOf(ref));
  }

  untag(repository: RepositoryId, tag: string): void {
    this.#tags.delete(`${formatRepository(repository)}:${tag}`);
  }

  async getManifests(
    repository: RepositoryId,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, ports.ManifestAnswer>> {
    return new Map(
      digests.map((digest) => {
        const image = this.#images.get(keyOf({ ...repository, digest }));
        if (image?.storageClass === 'archive') return [digest, { outcome: 'archived' }];
        return [digest, image?.answer ?? { outcome: 'missing' }];
      }),
    );
  }

  async getConfig(_repository: RepositoryId, config: Digest): Promise<ports.ConfigAnswer> {
    const answer = this.configs.get(config) ?? { outcome: 'missing' };
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async describe(
    repository: RepositoryId,
    references: readonly string[],
  ): Promise<ReadonlyMap<string, ports.ListedImage>> {
    const place = formatRepository(repository);
    return new Map(
      references.flatMap((reference) => {
        const image = this.#images.get(this.#tags.get(`${place}:${reference}`) ?? `${place}@${reference}`);
        return image ? [[reference, this.#listed(image)]] : [];
      }),
    );
  }

  /** Every image of the repository. */
  list(repository: RepositoryId): ports.ListedImage[] {
    const place = formatRepository(repository);
    return [...this.#images.values()]
      .filter((image) => formatRepository(image) === place)
      .map((image) => this.#listed(image));
  }

  #listed(image: StoredImage): ports.ListedImage {
    const { digest, pushedAt, storageClass } = image;
    const [key, start] = [keyOf(image), formatRepository(image).length + 1];
    const tags = [...this.#tags].filter(([, tagged]) => tagged === key).map(([name]) => name.slice(start));
    return { digest, tags, pushedAt, storageClass };
  }

  #change(ref: ImageRef, change: Partial<StoredImage>): void {
    const before = this.#images.get(keyOf(ref));
    const unread = { outcome: 'missing' } as const;
    const { accountId, region, repository, digest } = ref;
    const place = { accountId, region, repository, digest };
    const image = before ?? { ...place, answer: unread, pushedAt: at(), storageClass: 'standard' };
    this.#images.set(keyOf(ref), { ...image, ...change });
  }
}

function keyOf(ref: ImageRef): string {
  return `${formatRepository(ref)}@${ref.digest}`;
}
