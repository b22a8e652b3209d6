import { expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { instructionsOfLayers } from '../../src/domain/instructions.ts';
import { type Manifest, parseManifest } from '../../src/domain/manifest.ts';
import type { PushedManifest } from '../../src/local/push-event.ts';
import { createSampleOrganisation, type SampleOrganisation } from '../../src/local/sample-organisation.ts';

const NOW = new Date('2026-11-20T10:00:00.500Z');

async function manifestOf({ source }: SampleOrganisation, push: PushedManifest): Promise<Manifest> {
  const stored = await source.manifest(push.repository, push.digest);
  if (!stored) throw new Error(`${push.repository}@${push.digest} is missing`);
  return parseManifest(stored.text, stored.mediaType);
}

const sample = createSampleOrganisation(1, NOW);

test('makes the same bytes, tags and deletions from the same seed on any day', () => {
  const later = createSampleOrganisation(1, new Date('2027-03-01T00:00:00Z'));

  const withoutTime = ({ changes }: SampleOrganisation) => changes.map(({ at: _at, ...change }) => change);
  expect(withoutTime(later)).toEqual(withoutTime(sample));
});

test('makes other bytes from another seed', () => {
  const other = createSampleOrganisation(2, NOW);
  const digests = new Set(sample.pushes.map(({ digest }) => digest));

  // A chart does not depend on the seed.
  const common = other.pushes.filter(
    ({ digest, repository }) => digests.has(digest) && !repository.startsWith('charts/'),
  );
  expect(common).toEqual([]);
});

test('has 31 repositories and a few hundred pushes in the 90 days before now', () => {
  const times = sample.pushes.map(({ at }) => at);

  expect(sample.repositories).toHaveLength(31);
  expect(new Set(sample.pushes.map(({ repository }) => repository))).toEqual(new Set(sample.repositories));
  expect(sample.pushes.length).toBeGreaterThan(300);
  expect(sample.pushes.length).toBeLessThan(700);
  expect(times).toEqual([...times].sort());
  expect(times[0]).toBe('2026-08-22T10:00:00Z');
  expect((times.at(-1) ?? '') <= '2026-11-20T10:00:00Z').toBe(true);
});

test('stores every manifest under the digest of its bytes, and every config it names', async () => {
  for (const push of sample.pushes) {
    const stored = await sample.source.manifest(push.repository, push.digest);
    const manifest = await manifestOf(sample, push);
    const config = manifest.kind === 'image' ? manifest.config.digest : null;
    const blob = config && (await sample.source.blob(push.repository, config));

    expect(digestOf(stored?.text ?? '')).toBe(push.digest);
    expect(config && digestOf(blob ?? '')).toBe(config);
  }
});

test('pushes the children of an index before it, untagged', async () => {
  const seen = new Set<string>();
  let indexes = 0;
  for (const push of sample.pushes) {
    const manifest = await manifestOf(sample, push);
    seen.add(`${push.repository} ${push.digest} ${push.tag ?? ''}`);
    if (manifest.kind !== 'index') continue;
    indexes += 1;
    for (const child of manifest.children) expect(seen).toContain(`${push.repository} ${child} `);
  }

  expect(indexes).toBeGreaterThan(20);
});

test('holds attestations, a chart and an SBOM that are no images', async () => {
  const types = new Set<string | null>();
  for (const push of sample.pushes) {
    const manifest = await manifestOf(sample, push);
    if (manifest.kind === 'artifact') types.add(manifest.artifactType);
  }

  expect([...types].sort()).toEqual([
    'application/spdx+json',
    'application/vnd.cncf.helm.config.v1+json',
    'application/vnd.oci.image.config.v1+json',
  ]);
});

test('names the instruction of every layer but those of AWS, as BuildKit and the classic builder write it', async () => {
  const instructions = new Set<string | null>();
  const untold = new Set<string>();
  for (const push of sample.pushes) {
    const manifest = await manifestOf(sample, push);
    if (manifest.kind !== 'image') continue;
    const text = `${await sample.source.blob(push.repository, manifest.config.digest)}`;
    const { history, lambda } = parseImageConfig(text);
    const steps = history.filter(({ emptyLayer }) => !emptyLayer);
    if (steps.length < manifest.layers.length) untold.add(lambda ? 'lambda' : push.repository);
    for (const instruction of instructionsOfLayers(history, steps.length)) instructions.add(instruction);
  }

  expect(instructions).toContain('RUN npm ci --omit=dev && npm cache clean --force');
  expect(instructions).toContain('COPY dist/ ./');
  expect(instructions).toContain('COPY dir in /app/lib/');
  expect(instructions).not.toContain(null);
  expect(untold).toEqual(new Set(['lambda']));
});

test('holds the same content in other bytes: one diff ID, two digests', async () => {
  const digests = new Map<string, Set<string>>();
  for (const push of sample.pushes) {
    const manifest = await manifestOf(sample, push);
    if (manifest.kind !== 'image') continue;
    const config = parseImageConfig(`${await sample.source.blob(push.repository, manifest.config.digest)}`);
    for (const [position, diffId] of config.diffIds.entries())
      digests.set(diffId, (digests.get(diffId) ?? new Set()).add(manifest.layers[position]?.digest ?? ''));
  }

  expect([...digests.values()].filter(({ size }) => size === 2)).toHaveLength(5);
});
