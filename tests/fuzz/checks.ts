import assert from 'node:assert/strict';
import { recogniseBase } from '../../src/domain/base.ts';
import { placeLayers } from '../../src/domain/placed-layers.ts';
import { chainIds } from '../../src/domain/chain.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { InvalidManifestError } from '../../src/domain/errors.ts';
import { distinctLayers, type ImageContent, sizeOf } from '../../src/domain/image.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { parseManifest } from '../../src/domain/manifest.ts';
import { plainLine } from '../../src/domain/plain-text.ts';
import { type ReadImage, readImage } from '../../src/domain/read-image.ts';
import type { Registry } from '../../src/domain/registry-ports.ts';
import { REPOSITORY } from '../support/builders.ts';

/** What a registry hands out: a manifest as it calls it, and the config it has for it. */
export interface Input {
  readonly manifest: string;
  readonly mediaType: string | null;
  readonly config: string;
}

/** What takes longer to read is a way to stop a function. */
export const MILLISECONDS_MAX = 100;
/** Longer than this is no message for a log. */
const MESSAGE_MAX_LENGTH = 1_000;

/**
 * What holds of every input, however wrong: it is read, or refused with our own error; and what is read adds up.
 * Answers the content, or null where it is refused.
 */
export async function check({ manifest, mediaType, config }: Input): Promise<ImageContent | null> {
  refusedOr(() => parseImageConfig(config));
  if (!refusedOr(() => parseManifest(manifest, mediaType))) return null;
  const { content } = await read({ manifest, mediaType, config });
  checkContent(content);
  return content;
}

/** Reads the input as a function would that gets it from a registry. */
function read({ manifest, mediaType, config }: Input): Promise<ReadImage> {
  return readImage(registryWith(config), REPOSITORY, manifest, mediaType);
}

/** The shortest of several attempts, in milliseconds: others work on this machine, too. */
export async function millisecondsToRead(input: Input): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && shortest > MILLISECONDS_MAX / 2; attempt++) {
    const began = performance.now();
    await read(input).catch(() => null);
    shortest = Math.min(shortest, performance.now() - began);
  }
  return shortest;
}

function refusedOr<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    assert.ok(error instanceof InvalidManifestError, String(error));
    assert.ok(error.message.length < MESSAGE_MAX_LENGTH, 'the message is too long');
    return null;
  }
}

function checkContent(content: ImageContent): void {
  const { kind, layers, looseInstructions, platform } = content;
  const distinct = new Map(layers.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
  const sum = [...distinct.values()].reduce((bytes, size) => bytes + size, 0);
  assert.equal(sizeOf(layers), sum);
  assert.equal(distinctLayers(layers).length, distinct.size);
  assert.ok(Number.isSafeInteger(sum) && sum >= 0, `sizes add up to ${sum}`);
  assert.ok(
    layers.every(({ digest, sizeBytes }) => distinct.get(digest) === sizeBytes),
    'a layer has two sizes',
  );
  if (kind === 'unsupported') assert.deepEqual(layers, []);
  if (kind !== 'image') assert.deepEqual([platform, looseInstructions], [null, []]);
  if (kind !== 'index') assert.deepEqual(content.children, []);
  assert.ok(looseInstructions.length === 0 || looseInstructions.length < layers.length);
  for (const text of [...layers.map(({ instruction }) => instruction), ...looseInstructions])
    assert.ok(text === null || text === plainLine(text, 240), 'no plain line');
  checkBase(content);
}

/** Where its base ends, the base and what is its own are all of it. */
function checkBase(content: ImageContent): void {
  const repositoryCounts = new Map(content.layers.map(({ digest }, index) => [digest, index < 3 ? 3 : 1]));
  const base = recogniseBase({ ...REPOSITORY, ...content }, { chains: new Map(), repositoryCounts });
  const placed = placeLayers(content, base);
  assert.equal(chainIds(content.layers).length, content.layers.length);
  assert.deepEqual(
    placed.map(({ position }) => position),
    content.layers.map((_layer, index) => index + 1),
  );
  if (base.layerCount === null) return;
  assert.ok(base.layerCount > 0 && base.layerCount < content.layers.length, 'all of it is base');
  assert.equal(placed.filter(({ origin }) => origin === 'base').length, base.layerCount);
}

function registryWith(config: string): Registry {
  return {
    getManifests: async () => new Map(),
    getConfig: async (_repository: unknown, _config: Digest) => ({ outcome: 'found', text: config }),
    describe: async () => new Map(),
  };
}
