import type { Digest } from '../../src/domain/digest.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import type { Content, Model } from './model.ts';
import type { Simulation } from './simulation.ts';

/**
 * What is wrong with the bases that are answered. An image stands on the image of another repository that shares the
 * most layers with it; on one that is stored now at least, and perhaps on one that was, if it was seen.
 */
export async function wrongBases(simulation: Simulation, unread: ReadonlySet<string>): Promise<string[]> {
  const { reader } = simulation.connect();
  const { model } = simulation;
  const wrong: string[] = [];
  for (const [repository, images] of model.stored)
    for (const { digest, content } of images.values()) {
      if (content.kind !== 'image' || unread.has(`${repository}@${digest}`)) continue;
      const base = (await reader.image({ ...REGISTRY, repository, digest }))?.base;
      const found = base?.evidence === 'layers' ? (base.layerCount ?? 0) : 0;
      const others = basesOf(model, repository, content);
      const stored = others.filter(
        (other) =>
          model.stored.get(other.repository)?.has(other.digest) &&
          !unread.has(`${other.repository}@${other.digest}`),
      );
      const atLeast = Math.max(0, ...stored.map(({ layerCount }) => layerCount));
      if (found < atLeast) wrong.push(`${repository}@${digest}: a base of ${atLeast} layers is not found`);
      const isThere = others.some(
        (other) => other.digest === base?.digest && other.repository === base.repository?.repository,
      );
      if (found > 0 && !isThere) wrong.push(`${repository}@${digest}: its base never was there`);
    }
  return wrong;
}

/** The images of other repositories, those that are gone as well, whose layers are at the bottom of this one's. */
function basesOf(
  model: Model,
  repository: string,
  { parts }: Content,
): { readonly repository: string; readonly digest: Digest; readonly layerCount: number }[] {
  const layers = parts.map((part) => fakeDigest(`layer ${part}`));
  return [...model.ever].flatMap(([name, images]) =>
    [...images].flatMap(([digest, content]) => {
      const own = content.kind === 'image' ? content.parts.map((part) => fakeDigest(`layer ${part}`)) : [];
      const isBelow =
        own.length > 0 &&
        own.length < layers.length &&
        own.every((layer, position) => layer === layers[position]);
      return name !== repository && isBelow ? [{ repository: name, digest, layerCount: own.length }] : [];
    }),
  );
}
