import { formatBytes } from '../../src/domain/format-bytes.ts';
import type { Step } from './ground-truth.ts';
import type { Version } from './recording.ts';
import type { Claim, Judgement } from './verdicts.ts';

/** What was missed and what was false, one line each. */
export function describeCases<T extends Version>(
  claims: readonly Claim<T>[],
  { verdicts, missed, late }: Judgement<Claim<T>, T>,
): string[] {
  const steps = (name: string, some: readonly Step<T>[]) =>
    some.map(({ version, levelBytes }) => describe(name, version, levelBytes));
  return [
    ...steps('missed', missed),
    ...steps('late', late),
    ...claims.flatMap((claim) => {
      const verdict = verdicts.get(claim) ?? 'none';
      return verdict === 'lasting' ? [] : [describe(verdict, claim.version, claim.finding.baselineBytes)];
    }),
  ];
}

function describe(
  what: string,
  { repository, series, pushedAt, sizeBytes, tags }: Version,
  level: number,
): string {
  const sizes = `${formatBytes(level)} -> ${formatBytes(sizeBytes)}`;
  return `${what.padEnd(8)} ${repository} ${series} ${pushedAt} ${sizes} ${tags.join(' ')}`;
}
