import assert from 'node:assert/strict';
import type { Digest } from '../../src/domain/digest.ts';
import type { ImageContent } from '../../src/domain/image.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, pushed, REGISTRY } from '../support/builders.ts';
import { createWorld } from '../support/in-memory-ports.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';
import { recount, type StoredImage } from '../support/recount.ts';
import type { Input } from './checks.ts';

const REPOSITORIES = ['a', 'b', 'c'].map((repository) => ({ ...REGISTRY, repository }));

/**
 * Whatever valid manifests are pushed, the numbers of the registry are those of the documented formulas. A layer has one
 * size; a manifest that says another than those before it is left out: which one is right nobody knows.
 */
export async function checkAccounting(
  inputs: readonly { readonly input: Input; readonly content: ImageContent }[],
): Promise<void> {
  const registry = new InMemoryRegistry();
  const world = createWorld(registry);
  const stored = new Map<string, StoredImage>();
  const sizes = new Map<Digest, number>();
  for (const [number, { input, content }] of inputs.entries()) {
    const repository = REPOSITORIES[number % REPOSITORIES.length];
    if (
      !repository ||
      content.layers.some((layer) => (sizes.get(layer.digest) ?? layer.sizeBytes) !== layer.sizeBytes)
    )
      continue;
    for (const layer of content.layers) sizes.set(layer.digest, layer.sizeBytes);
    const digest = registry.put(repository, input.manifest);
    // The index alone: its children are somebody else's.
    const outcomes = await recordPushes({ ...world.deps, isQuiet: true }, repository, [
      pushed(digest, null, at(number)),
    ]);
    assert.equal(outcomes.get(digest)?.outcome === 'failed', false, String(outcomes.get(digest)));
    const { kind, layers } = content;
    stored.set(`${repository.repository}@${digest}`, {
      ...{ ...repository, digest, kind, layers, pushedAt: at(number) },
    });
  }
  const expected = recount([...stored.values()]);
  const registries = await world.reader.registries({});
  assert.deepEqual(
    registries.map(({ asOf: _asOf, ...totals }) => totals),
    expected.registries,
  );
}
