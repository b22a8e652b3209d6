import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { describeCases } from './cases.ts';
import { countByKind, countReopened, openKinds, tellingsOf, tellingsPerDigest } from './counts.ts';
import { isRealDrift } from './drift-truth.ts';
import { type Counted, groundTruth, type Step, stepsOf } from './ground-truth.ts';
import { foldedVersions, growthClaims, isNameable, isNamed, nameOf } from './growth.ts';
import type { RecordedVersion, Recording } from './recording.ts';
import type { Run } from './run.ts';
import { alertTable, type GrowthRow, grouped, growthTable, tellingsTable } from './tables.ts';
import { judge, type Verdict } from './verdicts.ts';
import { type Order, watch } from './watch.ts';

const THRESHOLDS = DEFAULT_THRESHOLDS;

/** What people were told in a run, and how good that was. */
export async function reportRun(run: Run, recording: Recording, cases: boolean): Promise<string[]> {
  const { told, messages, reader } = run.service;
  const reopened = countReopened(told);
  return [
    '### What people are told',
    '',
    ...alertTable(countByKind(told, await openKinds(reader)), run.pushes),
    '',
    `${grouped(run.pushes)} pushes in ${run.nights} nights. Told: ${grouped(told.length)}, in ${grouped(messages.single + messages.summaries)} messages; ` +
      `${messages.summaries} of these sum up ${told.length - messages.single}.`,
    `Resolved, and told again later: ${reopened.times} times, of ${reopened.subjects} alerts.`,
    '',
    '### Growth',
    '',
    ...reportGrowth(run, recording, cases),
    '',
    '### Duplicate layers',
    '',
    ...tellingsTable(
      [
        { name: 'an alert for each digest', ...tellingsPerDigest(run.sightings, run.began) },
        { name: 'a layer built again carries it on', ...tellingsOf('duplicate-layer', told) },
      ],
      run.pushes,
    ),
  ];
}

function reportGrowth(run: Run, recording: Recording, cases: boolean): string[] {
  const { told } = run.service;
  const versions = new Map(recording.versions.map((version) => [nameOf(version), version]));
  const { steps, drifts } = growthClaims(told, versions);
  const claims = [...steps, ...drifts];
  const folded = foldedVersions(run.sightings, claims, told, versions, THRESHOLDS);
  // Slow growth is no step: it is true or false by itself, whatever a step is.
  const ofDrifts = drifts.map((claim): [typeof claim, Verdict] => [
    claim,
    isRealDrift(claim, recording.tagStreams, THRESHOLDS) ? 'lasting' : 'none',
  ]);
  const rows = readingsOf(recording).map(({ name, truth }) => {
    const judgement = judge(steps, truth, THRESHOLDS, folded);
    return { name, judgement: { ...judgement, verdicts: new Map([...judgement.verdicts, ...ofDrifts]) } };
  });
  const nameable = claims.filter((claim) => isNameable(claim, versions));
  return [
    ...growthTable(rows),
    '',
    ...LEGEND,
    `${drifts.length} of the ${claims.length} alerts are about slow growth, ${ofDrifts.filter(([, verdict]) => verdict !== 'none').length} of them rightly.`,
    `The responsible instruction is named in ${claims.filter(isNamed).length} of ${claims.length}: ` +
      `in ${nameable.filter(isNamed).length} of the ${nameable.length} where the history of both images is known.`,
    ...(cases
      ? rows
          .slice(0, 2)
          .flatMap(({ name, judgement }) => ['', `A step is ${name}:`, ...describeCases(claims, judgement)])
      : []),
  ];
}

const LEGEND = [
  'Folded: an alert about its base, or about the same step elsewhere in the repository, tells of it. Late: told at a later image.',
  'False is what was gone within three, and what was none. Open: the recording ends before one can tell.',
];

/** What the rule alone finds in each order, without what folds alerts. */
export function reportRules(recording: Recording, cases: boolean): string[] {
  const readings = readingsOf(recording);
  const rows = (['time', 'version'] as const satisfies Order[]).flatMap((order) => {
    const claims = watch(recording.versions, order, THRESHOLDS);
    return readings.map(({ name, truth }) => ({
      ...{ name: `${name}; compared in order of ${order}`, claims },
      judgement: judge(claims, truth, THRESHOLDS),
    }));
  });
  const inOrder = rows.at(-readings.length);
  return [
    ...growthTable(rows satisfies GrowthRow[]),
    ...(cases && inOrder ? ['', ...describeCases(inOrder.claims, inOrder.judgement)] : []),
  ];
}

interface Reading {
  readonly name: string;
  readonly truth: ReadonlyMap<RecordedVersion, Step<RecordedVersion>>;
}

/** What a step may be said to be, the strictest first. */
function readingsOf({ versions, tagStreams }: Recording): Reading[] {
  const bySeries = Map.groupBy(versions, ({ repository, series }) => `${repository} ${series}`);
  const ofTags = (counted: Counted) => groundTruth(tagStreams, versions, THRESHOLDS, counted);
  const ofSeries = (counted: Counted) =>
    new Map(
      [...bySeries.values()]
        .flatMap((series) => stepsOf(series, THRESHOLDS, counted))
        .filter(({ version }) => !version.isInventory)
        .map((step) => [step.version, step] as const),
    );
  return [
    { name: 'of a tag, 3 images long', truth: ofTags('images') },
    { name: 'of a tag, 3 pushes long', truth: ofTags('tags') },
    { name: 'of a whole series, 3 images long', truth: ofSeries('images') },
    { name: 'of a whole series, 3 pushes long', truth: ofSeries('tags') },
  ];
}
