import { alertId } from '../../src/domain/alert-subject.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { allPages } from '../support/everything.ts';
import { recount } from '../support/recount.ts';
import { LAYER_SIZES, type Model, type StoredImage } from './model.ts';
import type { Simulation } from './simulation.ts';

/** What the service says of everything there is; `truth` is what it has to say. */
export async function answers(simulation: Simulation) {
  const { reader } = simulation.connect();
  const repositories = await allPages((page) => reader.repositories({}, page), 3);
  const duplicates = await allPages((page) => reader.duplicates({}, page), 3);
  const images = await Promise.all(
    [...simulation.model.ever.keys()].map((repository) => imagesIn(simulation, repository)),
  );
  const layers = await Promise.all(LAYER_SIZES.map((_size, number) => layerOf(simulation, number)));
  return {
    registry: (await reader.registries({})).map(({ asOf: _asOf, ...totals }) => totals)[0] ?? EMPTY,
    repositories: repositories.map(({ lastPushedAt: _lastPushedAt, ...totals }) => totals),
    duplicates: duplicates.map(({ digest, repositoryCount, repositories: names }) => [
      digest,
      repositoryCount,
      names,
    ]),
    images: images.flat().sort(byPlace),
    layers,
  };
}

async function imagesIn(simulation: Simulation, repository: string) {
  const { reader, history } = simulation.connect();
  const id = { ...REGISTRY, repository };
  const entries = await allPages((page) => reader.images(id, {}, page), 4);
  const known = await history.find(
    id,
    entries.map(({ digest }) => digest),
  );
  const live = entries.filter(({ deletedAt }) => deletedAt === null);
  return Promise.all(
    live.map(async ({ digest, kind, sizeBytes, storageClass, tags }) => {
      const layers = (await reader.image({ ...id, digest }))?.layers ?? [];
      const isComplete = known.get(digest)?.isLive && known.get(digest)?.isComplete;
      return {
        ...{ repository, digest, kind, sizeBytes, isComplete, storageClass, tags },
        layers: layers.map((layer) => [layer.digest, layer.sizeBytes, layer.repositoryCount]),
      };
    }),
  );
}

async function layerOf(simulation: Simulation, number: number) {
  const { reader } = simulation.connect();
  const digest = fakeDigest(`layer ${number}`);
  const layer = await reader.layer(REGISTRY, digest);
  const holders = await allPages((page) => reader.holders(REGISTRY, digest, page), 2);
  return {
    repositories: layer?.repositories ?? [],
    repositoryCount: layer?.repositoryCount ?? 0,
    holders: holders.map(({ repository, images }) => [repository, [...images].sort()]),
  };
}

/** The same from the model, by the documented formulas. `unread` images were archived before anybody saw them. */
export function truth(model: Model, unread: ReadonlySet<string>) {
  const all = readImages(model, unread);
  const { registries, repositories, layers } = recount(storedImages(model, unread));
  const held = new Map(layers.map((layer) => [layer.digest, layer]));
  return {
    registry: registries[0] ?? EMPTY,
    repositories: repositories.map(({ lastPushedAt: _lastPushedAt, ...totals }) => totals),
    duplicates: layers
      .filter(({ holders }) => holders.length > 1)
      .sort((a, b) => b.duplicateBytes - a.duplicateBytes || (a.digest < b.digest ? 1 : -1))
      .map(({ digest, holders }) => [digest, holders.length, holders.map(({ repository }) => repository)]),
    images: all
      .map((image) => ({
        repository: image.repository,
        digest: image.digest,
        kind: image.content.kind,
        sizeBytes: [
          ...new Map(layersOf(image).map((layer) => [layer.digest, layer.sizeBytes])).values(),
        ].reduce((sum, size) => sum + size, 0),
        isComplete: true,
        storageClass: image.storageClass,
        tags: [...image.tags].sort(),
        layers: layersOf(image).map((layer) => [
          layer.digest,
          layer.sizeBytes,
          held.get(layer.digest)?.holders.length,
        ]),
      }))
      .sort(byPlace),
    layers: LAYER_SIZES.map((_size, number) => {
      const holders = held.get(fakeDigest(`layer ${number}`))?.holders ?? [];
      return {
        repositories: holders.map(({ repository }) => repository),
        repositoryCount: holders.length,
        holders: holders.map(({ repository, images }) => [repository, images]),
      };
    }),
  };
}

/** What is wrong with what people were told, if anything is. */
export async function wrongTellings(simulation: Simulation, unread: ReadonlySet<string>): Promise<string[]> {
  const { alerts } = simulation.connect();
  const { model, published } = simulation;
  const wrong: string[] = [];
  const held = new Map(recount(storedImages(model, unread)).layers.map((layer) => [layer.digest, layer]));
  for (const [number, size] of LAYER_SIZES.entries()) {
    const digest = fakeDigest(`layer ${number}`);
    const subject = { type: 'layer', ...REGISTRY, digest } as const;
    const id = alertId('duplicate-layer', subject);
    const told = published.filter((alert) => alert.id === id);
    const kept = await alerts.find(id);
    const revisions = told.map(({ revision }) => revision);
    const isRepeated = new Set(revisions).size < revisions.length;
    if (isRepeated && simulation.isFair) wrong.push(`layer ${number} is told twice`);
    const duplicateBytes = held.get(digest)?.duplicateBytes ?? 0;
    if (size < DEFAULT_THRESHOLDS.largeLayerBytes || duplicateBytes === 0) {
      if (size < DEFAULT_THRESHOLDS.largeLayerBytes && told.length > 0)
        wrong.push(`layer ${number} is small`);
    } else if (!kept) wrong.push(`layer ${number} is not told of`);
    else if (!revisions.includes(kept.alert.revision)) wrong.push(`layer ${number} is not published`);
    else if (kept.publishedRevision !== kept.alert.revision) wrong.push(`layer ${number} is not published`);
    else if (
      kept.alert.finding.kind !== 'duplicate-layer' ||
      2 * kept.alert.finding.duplicateBytes <= duplicateBytes
    )
      wrong.push(`layer ${number} has doubled since it was told of`);
    const holders = [...model.ever].flatMap(([repository, images]) =>
      [...images.values()].some((content) => content.kind !== 'index' && content.parts.includes(number))
        ? [repository]
        : [],
    );
    for (const { finding } of told)
      if (
        finding.kind !== 'duplicate-layer' ||
        finding.repositoryCount > holders.length ||
        finding.repositories.some((name) => !holders.includes(name))
      )
        wrong.push(`layer ${number} was never held so widely`);
  }
  return wrong;
}

/** Which alerts about layers are open after a night although nothing is shared, or not open although it is. */
export async function wrongEndings(simulation: Simulation, unread: ReadonlySet<string>): Promise<string[]> {
  const { alerts } = simulation.connect();
  const held = new Map(
    recount(storedImages(simulation.model, unread)).layers.map((layer) => [layer.digest, layer]),
  );
  const wrong: string[] = [];
  for (const [number, size] of LAYER_SIZES.entries()) {
    const digest = fakeDigest(`layer ${number}`);
    const kept = await alerts.find(alertId('duplicate-layer', { type: 'layer', ...REGISTRY, digest }));
    const isShared = (held.get(digest)?.holders.length ?? 0) > 1;
    const isOpen = kept !== null && kept.alert.state !== 'resolved';
    if (isOpen !== (isShared && size >= DEFAULT_THRESHOLDS.largeLayerBytes))
      wrong.push(`layer ${number} is ${isShared ? '' : 'not '}shared, and told of as if it were otherwise`);
    const states = simulation.published.filter(({ id }) => id === kept?.alert.id).map(({ state }) => state);
    if (simulation.isFair && states.some((state, place) => !mayFollow(states[place - 1], state)))
      wrong.push(`layer ${number} is told of as ${states.join(', ')}`);
  }
  return wrong;
}

/** What ends has begun, and what begins has not begun already. */
function mayFollow(before: string | undefined, state: string): boolean {
  const isOpen = before === 'open' || before === 'grew';
  return state === 'open' ? !isOpen : isOpen;
}

/** Images that were archived before anybody could read them: nothing tells what they are made of. */
export async function unreadImages(simulation: Simulation): Promise<ReadonlySet<string>> {
  const { history } = simulation.connect();
  const unread = new Set<string>();
  for (const [repository, images] of simulation.model.stored)
    for (const { digest, storageClass } of images.values()) {
      const known = await history.find({ ...REGISTRY, repository }, [digest]);
      if (storageClass === 'archive' && !known.get(digest)?.isLive) unread.add(`${repository}@${digest}`);
    }
  return unread;
}

function readImages(model: Model, unread: ReadonlySet<string>) {
  return [...model.stored].flatMap(([repository, images]) =>
    [...images.values()]
      .filter(({ digest }) => !unread.has(`${repository}@${digest}`))
      .map((image) => ({ repository, ...image })),
  );
}

function storedImages(model: Model, unread: ReadonlySet<string>) {
  return readImages(model, unread).map((image) => ({
    ...REGISTRY,
    repository: image.repository,
    digest: image.digest,
    kind: image.content.kind,
    pushedAt: at(image.second),
    layers: layersOf(image),
  }));
}

function layersOf({ content }: StoredImage): { readonly digest: Digest; readonly sizeBytes: number }[] {
  if (content.kind === 'index') return [];
  return content.parts.map((part) => ({
    digest: fakeDigest(`layer ${part}`),
    sizeBytes: LAYER_SIZES[part] ?? 0,
  }));
}

const EMPTY = {
  ...REGISTRY,
  repositories: 0,
  images: 0,
  layers: 0,
  logicalBytes: 0,
  storedBytes: 0,
  uniqueBytes: 0,
  duplicateBytes: 0,
};

function byPlace(
  a: { repository: string; digest: string },
  b: { repository: string; digest: string },
): number {
  return `${a.repository}@${a.digest}` < `${b.repository}@${b.digest}` ? -1 : 1;
}
