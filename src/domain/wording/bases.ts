import type { BaseEvidence } from '../base.ts';
import type { BaseChangedFinding, NamedBase } from '../findings/base-changed.ts';
import type { BaseBuild, BaseOutdatedFinding } from '../findings/base-outdated.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import { imageName } from './image-name.ts';
import { formatCost, plural, type Wording } from './wording.ts';

export function baseChangedWording(finding: BaseChangedFinding): Wording {
  const { from, to, leftAws, predecessor, digest, repository } = finding;
  const image = imageName(finding);
  const left = leftAws ? "left AWS's base image for Lambda" : `left its base ${from.name}`;
  return {
    where: image,
    headline: leftAws ? left : 'stands on another base',
    happened: `${image} in ${formatRegistry(finding)} ${left}: it stands on ${to.name} now.`,
    why: [
      ...(leftAws
        ? [
            'Lambda keeps the layers of its own base images close by, and AWS patches them; this one is yours to patch.',
            '',
          ]
        : []),
      `Before: ${namedBase(from)}`,
      `Now: ${namedBase(to)}`,
      `Image ${digest}`,
      `The last image on the base of before: ${imageName({ repository, ...predecessor })}`,
    ],
  };
}

function namedBase({ name, digest, sizeBytes, evidence }: NamedBase): string {
  const size = sizeBytes === null ? [] : [formatBytes(sizeBytes)];
  return [name, ...size, KNOWN_BY[evidence], ...(digest === null ? [] : [digest])].join(', ');
}

const KNOWN_BY: Readonly<Record<BaseEvidence, string>> = {
  declared: 'as the image says itself',
  layers: 'known by its layers',
  lambda: 'known by its settings',
  inferred: 'inferred from who else has its layers',
  unknown: 'not known',
};

export function baseOutdatedWording(finding: BaseOutdatedFinding): Wording {
  const { base, newest, days, newerBuilds, costBytes, digest } = finding;
  const image = imageName(finding);
  const builds = plural(newerBuilds, 'newer build', 'newer builds');
  return {
    where: image,
    headline: `stands on a base ${days} days out of date`,
    happened: `${image} in ${formatRegistry(finding)} stands on ${imageName(base)}, which has been out of date for ${days} days.`,
    why: [
      `${builds} of ${base.repository} since then:`,
      `Its base: ${build(base)}`,
      `The newest: ${build(newest)}`,
      '',
      `${formatBytes(costBytes)} of base layers are stored that newer images do not share: ${formatCost(finding.monthlyCostUsd, 'at most ')} a month. What counts more is the fixes that it is without.`,
      `Image ${digest}`,
    ],
  };
}

function build(build: BaseBuild): string {
  return `${imageName(build)}, pushed ${build.pushedAt.slice(0, 10)}, ${build.digest}`;
}
