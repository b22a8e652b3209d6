import type { ConsolidationFinding } from '../findings/consolidation.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatRegistry } from '../registry.ts';
import type { RemedyStep, RemedyStepName } from '../remedy-ladder.ts';
import { atMostOf, formatCost, listLines, plural, type Wording } from './wording.ts';

export function consolidationWording(finding: ConsolidationFinding): Wording {
  const { repositories, repositoryCount, sharedLayers, savedBytes, isBase, ladder } = finding;
  const atMost = atMostOf(finding);
  const registry = formatRegistry(finding);
  const saved = `${atMost}${formatBytes(savedBytes)}`;
  const members = plural(repositoryCount, 'repository', 'repositories');
  const what = isBase ? 'stand on the same base' : 'have much in common';
  return {
    where: registry,
    headline: `has ${members} that could save ${saved} together`,
    happened: `${members} of ${registry} ${what}: ${saved} are copies of layers that one copy would do for.`,
    why: [
      'They are:',
      ...listLines(repositories, repositoryCount),
      '',
      'What they share most of:',
      ...sharedLayers.flatMap(({ sizeBytes, repositoryCount: holders, instruction }) => [
        `- ${formatBytes(sizeBytes)} in ${holders} of them`,
        `  ${instruction ?? 'an instruction that is not known'}`,
      ]),
      '',
      'What each step saves on top of the one before it:',
      ...ladder.flatMap(stepLines),
      '',
      `The copies cost ${formatCost(finding.monthlyCostUsd, atMost)} a month.`,
    ],
  };
}

const NAMES: Readonly<Record<RemedyStepName, string>> = {
  'blob-mounting': 'blob mounting',
  encryption: 'equal encryption',
  'base-repository': 'an internal base image repository',
  merge: 'merging repositories',
};

function stepLines({ step, savedBytes, bound, isDone, blockedBy }: RemedyStep): string[] {
  if (isDone) return [`- ${NAMES[step]}: done already`];
  if (savedBytes === 0) return [`- ${NAMES[step]}: nothing more`];
  const saves = `${atMostOf({ bound })}${formatBytes(savedBytes)}`;
  return [`- ${NAMES[step]}: ${saves}`, ...blockedBy.map((reason) => `  ${reason}`)];
}
