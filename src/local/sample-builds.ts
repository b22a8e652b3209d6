import { digestOf } from '../domain/digest.ts';
import type { Random } from './random.ts';
import { type BaseName, baseSteps } from './sample-bases.ts';
import { type SampleImage, type SampleStep, sampleLayer } from './sample-image.ts';
import type { SampleService } from './sample-service.ts';

/** When a service is built, counted from the beginning, and on which build of its base. */
export interface BuildTime {
  readonly day: number;
  readonly base: BaseName;
  readonly generation: number;
}

/** One build of a service: an image per architecture, the tags it is pushed with, and what was planted in it. */
export interface Build {
  readonly images: readonly SampleImage[];
  /** In the order they are pushed. */
  readonly tags: readonly string[];
  /** The planted instruction, for the first build that has it. */
  readonly planted: string | null;
}

/** Builds of one service one after the other: what a build does not change, it takes from the cache. */
export function createBuilder(
  service: SampleService,
  seed: number,
  random: Random,
): (at: BuildTime) => Build {
  const {
    repository,
    tagPrefix = '',
    major = 1,
    architectures = ['amd64'],
    builder = 'buildkit',
    drift,
    regression,
  } = service;
  const versions = service.steps.map(() => 0);
  const release = { minor: random.between(0, 9), patch: 0 };
  let base = '';
  let count = 0;
  let plantedPushes = 0;

  return (at) => {
    count += 1;
    const planted =
      regression &&
      at.day >= regression.day &&
      plantedPushes < (regression.pushes ?? Number.POSITIVE_INFINITY)
        ? regression
        : null;
    // The cache holds up to the first change: a newer base changes everything above it.
    const { generation } = at;
    let changed = base !== `${at.base} ${generation}`;
    base = `${at.base} ${generation}`;
    for (const [position, { changes }] of service.steps.entries()) {
      changed ||= random.fraction() < changes || (planted?.step === position && plantedPushes === 0);
      changed ||= drift?.step === position;
      if (changed) versions[position] = count;
    }
    if (planted) plantedPushes += 1;
    if (random.fraction() < 0.25) Object.assign(release, { minor: release.minor + 1, patch: 0 });
    else release.patch += 1;

    const ownSteps = (architecture: string): SampleStep[] =>
      service.steps.map(({ instruction, megabytes }, position) => {
        const here = planted?.step === position ? planted : null;
        const content = `${seed} ${repository} ${tagPrefix}${position} ${versions[position]} ${architecture}`;
        const drifted = drift?.step === position ? count * drift.megabytes : 0;
        const size = (megabytes + drifted + (here?.addedMegabytes ?? 0)) * 1e6;
        return {
          instruction: here?.instruction ?? instruction,
          layer: size === 0 ? null : sampleLayer(content, size),
        };
      });
    return {
      images: architectures.map((architecture) => ({
        architecture,
        builder,
        steps: [...baseSteps(at.base, { seed, generation, architecture }), ...ownSteps(architecture)],
      })),
      tags: tagsOf(service, `${major}.${release.minor}.${release.patch}`, `${seed} ${repository} ${count}`),
      planted: plantedPushes === 1 ? (planted?.instruction ?? null) : null,
    };
  };
}

function tagsOf({ tags, tagPrefix = '' }: SampleService, version: string, commit: string): string[] {
  if (tags === 'git') return [`sha-${digestOf(commit).slice('sha256:'.length).slice(0, 12)}`];
  return tags === 'semver-and-latest' ? [version, 'latest'] : [`${tagPrefix}${version}`];
}
