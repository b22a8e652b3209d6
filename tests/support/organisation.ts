import fc from 'fast-check';
import { type Digest, digestOf } from '../../src/domain/digest.ts';
import type { ImageKind } from '../../src/domain/image.ts';
import { formatRepository, type RepositoryId } from '../../src/domain/registry.ts';
import type { Push } from '../../src/domain/tagging.ts';
import { at, configText, descriptor, fakeDigest, indexText, manifestText, OCI_LAYER } from './builders.ts';
import { InMemoryRegistry } from './in-memory-registry.ts';
import type { StoredImage } from './recount.ts';

const FOREIGN_LAYER = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

/** The layers images are made of: two of them large enough for alerts, some tiny, one empty, one not in ECR. */
const LAYERS = [
  { seed: 'empty', size: 0 },
  { seed: 'tiny', size: 32 },
  { seed: 'app 1', size: 1_001 },
  { seed: 'app 2', size: 20_002 },
  { seed: 'app 3', size: 300_003 },
  { seed: 'packages', size: 12_000_000 },
  { seed: 'runtime', size: 60_000_000 },
  { seed: 'base', size: 120_000_000 },
  { seed: 'model', size: 2_000_000_000 },
  { seed: 'windows', size: 4_000_000_000, type: FOREIGN_LAYER },
] as const;

/** What can be pushed: a list of layers (by number), or an index of some of those (by number). */
interface Content {
  readonly kind: ImageKind;
  readonly parts: readonly number[];
}

/** One push event. */
export interface OrganisationPush {
  readonly repository: RepositoryId;
  readonly digest: Digest;
  readonly push: Push;
}

/** Push events in the order of their arrival, with the registry behind them and the images they amount to. */
export interface Organisation {
  readonly registry: InMemoryRegistry;
  readonly pushes: readonly OrganisationPush[];
  readonly images: readonly StoredImage[];
}

const content: fc.Arbitrary<Content> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('image' as const),
      parts: fc.array(fc.nat(LAYERS.length - 1), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('artifact' as const),
      parts: fc.array(fc.nat(LAYERS.length - 1), { maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('index' as const),
      parts: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
    }),
  },
);

const repository: fc.Arbitrary<RepositoryId> = fc.record({
  accountId: fc.constantFrom('111111111111', '111111111111', '222222222222'),
  region: fc.constant('eu-west-1'),
  repository: fc.constantFrom('team/web', 'team/orders', 'platform/base', 'api'),
});

/** Two to four repositories in one or two registries, and up to fourteen pushes into them, some of them again. */
export function organisations() {
  const push = fc.record({
    repository: fc.nat(3),
    content: fc.nat(6),
    tag: fc.constantFrom('1.0.0', '1.1.0', 'latest', 'web-3', null),
    second: fc.nat(50),
  });
  return fc
    .record({
      contents: fc.array(content, { minLength: 1, maxLength: 7 }),
      repositories: fc.uniqueArray(repository, { minLength: 2, maxLength: 4, selector: formatRepository }),
      pushes: fc.array(push, { minLength: 1, maxLength: 14 }),
    })
    .map(({ contents, repositories, pushes }): Organisation => {
      const organisation = createOrganisation(contents);
      for (const { repository: position, content: number, tag, second } of pushes) {
        const pushed = contents[number % contents.length];
        const place = repositories[position % repositories.length];
        if (pushed && place) organisation.push(place, pushed, { tag, at: at(second) });
      }
      return organisation;
    });
}

function createOrganisation(contents: readonly Content[]) {
  const registry = new InMemoryRegistry();
  registry.configs.set(fakeDigest('config'), { outcome: 'found', text: configText() });
  const pushes: OrganisationPush[] = [];
  const images = new Map<string, StoredImage>();

  /** An index lists the contents of no index: pushing it pushes them. */
  function childrenOf({ kind, parts }: Content): Content[] {
    if (kind !== 'index') return [];
    return parts
      .flatMap((part) => contents[part % contents.length] ?? [])
      .filter((child) => child.kind !== 'index');
  }

  function textOf(content: Content): string {
    if (content.kind === 'index')
      return indexText(childrenOf(content).map((child) => digestOf(textOf(child))));
    const layers = content.parts
      .flatMap((part) => LAYERS[part] ?? [])
      .map((layer) => descriptor(layer.seed, layer.size, 'type' in layer ? layer.type : OCI_LAYER));
    return manifestText(layers, content.kind === 'artifact' ? { artifactType: 'application/x-sbom' } : {});
  }

  function store(repository: RepositoryId, content: Content, { at: pushedAt, tag }: Push): Digest {
    const text = textOf(content);
    const digest = registry.put(repository, text, digestOf(text), tag, pushedAt);
    const key = `${formatRepository(repository)}@${digest}`;
    const known = images.get(key)?.pushedAt ?? pushedAt;
    const layers = content.parts
      .flatMap((part) => (content.kind === 'index' ? [] : (LAYERS[part] ?? [])))
      .filter((layer) => !('type' in layer))
      .map((layer) => ({ digest: fakeDigest(layer.seed), sizeBytes: layer.size }));
    images.set(key, {
      ...repository,
      digest,
      kind: content.kind,
      layers,
      pushedAt: known < pushedAt ? known : pushedAt,
    });
    for (const child of childrenOf(content)) store(repository, child, { at: pushedAt, tag: null });
    return digest;
  }

  return {
    registry,
    pushes,
    get images() {
      return [...images.values()];
    },
    push(repository: RepositoryId, pushed: Content, push: Push): void {
      pushes.push({ repository, push, digest: store(repository, pushed, push) });
    },
    // A counterexample is easier to read as what was pushed where.
    [fc.toStringMethod]: () => JSON.stringify({ pushes, images: [...images.values()] }),
  };
}
