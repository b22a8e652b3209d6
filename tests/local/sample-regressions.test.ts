import { expect, test } from 'vitest';
import { baselineOf, hasGrown } from '../../src/domain/findings/image-grew.ts';
import { type Manifest, parseManifest } from '../../src/domain/manifest.ts';
import { tagFamily } from '../../src/domain/series.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { PushedManifest } from '../../src/local/push-event.ts';
import { createSampleOrganisation, type SampleOrganisation } from '../../src/local/sample-organisation.ts';

const NOW = new Date('2026-11-20T10:00:00.500Z');

async function manifestOf({ source }: SampleOrganisation, push: PushedManifest): Promise<Manifest> {
  const stored = await source.manifest(push.repository, push.digest);
  if (!stored) throw new Error(`${push.repository}@${push.digest} is missing`);
  return parseManifest(stored.text, stored.mediaType);
}

/** Images that are clearly larger than the five before them, and than the one before: worked out from the pushes alone. */
async function steps(sample: SampleOrganisation): Promise<{ repository: string; tag: string }[]> {
  const sizes = new Map<string, number[]>();
  const known = new Set<string>();
  const found: { repository: string; tag: string }[] = [];
  for (const push of sample.pushes) {
    const manifest = await manifestOf(sample, push);
    if (manifest.kind !== 'image' || push.tag === null || known.has(push.digest)) continue;
    known.add(push.digest);
    const series = `${push.repository} ${tagFamily(push.tag)}`;
    const before = sizes.get(series) ?? [];
    const size = manifest.layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
    const baseline = baselineOf(before.slice(0, 5));
    const grown = (than: number) => hasGrown(size, than, DEFAULT_THRESHOLDS);
    if (baseline !== null && grown(baseline) && grown(before[0] ?? 0))
      found.push({ repository: push.repository, tag: push.tag });
    sizes.set(series, [size, ...before]);
  }
  return found;
}

/** These stand on the base of which a build is much larger than the one before. */
const ON_GROWN_BASE = ['identity/login', 'notify/email', 'payments/checkout', 'payments/refunds'];

test.each([1, 2, 3, 4, 5, 2026])(
  'holds the planted regressions and the growth of a base, and no other steps (seed %i)',
  async (seed) => {
    const sample = createSampleOrganisation(seed, NOW);

    const found = await steps(sample);

    const byName = (a: { repository: string }, b: { repository: string }) =>
      a.repository < b.repository ? -1 : 1;
    const planted = sample.regressions.map(({ repository, tag }) => ({ repository, tag }));
    const own = found.filter((step) => planted.some(({ tag }) => tag === step.tag));
    const ofBase = found.filter((step) => !own.includes(step)).map(({ repository }) => repository);
    expect(own.sort(byName)).toEqual(planted.sort(byName));
    expect(ofBase.sort()).toEqual(ON_GROWN_BASE);
    expect(planted).toHaveLength(4);
  },
);
