import { BASELINE_IMAGES, baselineOf, hasGrown } from '../../src/domain/findings/image-grew.ts';
import type { Thresholds } from '../../src/domain/thresholds.ts';
import type { Version } from './recording.ts';

/** `lasting`: a step; `passing`: it was gone within three pushes; `open`: too few came after it to tell. */
export type Fate = 'lasting' | 'passing' | 'open';

/** An image that is larger than the level before it by both thresholds. */
export interface Step<T extends Version = Version> {
  readonly version: T;
  /** Median of the up to five images before it. */
  readonly levelBytes: number;
  readonly fate: Fate;
}

/** So many pushes must be above the level before. */
const LASTING_PUSHES = 3;

/**
 * What a push is: each distinct image is one, or each tag that is moved, so that an image that comes with three tags makes
 * three.
 */
export type Counted = 'images' | 'tags';

/**
 * What really grew, by what the recording itself says of which image replaced which: a tag that is moved from one image
 * to another replaces the one by the other. So the images of each tag, one after the other, are a sequence, and a step
 * of any of these is a step. A series as a whole is no such sequence: where versions 5.5 and 5.7 are rebuilt in turn its
 * size jumps to and fro, and nothing has grown.
 *
 * An image whose tags are all new replaces nothing by that; where it is the first of its line of versions its sequence is
 * that line, after the last five images of the next lower ones, of the same variant (`jdk8` is not what `jdk9` replaces).
 *
 * Each image counts once: as lasting where it is so in any of its sequences.
 */
export function groundTruth<T extends Version>(
  tagStreams: readonly (readonly T[])[],
  versions: readonly T[],
  thresholds: Thresholds,
  counted: Counted = 'images',
): ReadonlyMap<T, Step<T>> {
  const moved = new Set(tagStreams.flatMap((stream) => stream.slice(1)));
  const fresh = new Set(versions.filter((version) => !moved.has(version)));
  const steps = [
    ...tagStreams.flatMap((stream) => stepsOf(stream, thresholds, counted)),
    ...newLines(versions)
      .filter(({ line: [first] }) => first && fresh.has(first))
      .flatMap(({ line, before }) =>
        stepsOf([...before, ...line], thresholds, counted).filter(({ version }) => version === line[0]),
      ),
  ];
  const truth = new Map<T, Step<T>>();
  for (const step of steps.filter(({ version }) => !version.isInventory)) {
    const known = truth.get(step.version);
    if (!known || RANK[step.fate] > RANK[known.fate]) truth.set(step.version, step);
  }
  return truth;
}

const RANK: Readonly<Record<Fate, number>> = { lasting: 2, open: 1, passing: 0 };

/**
 * The steps of images that replace each other: larger than the level by both thresholds, and not only as large as the
 * image before, which was a step already.
 */
export function stepsOf<T extends Version>(
  sequence: readonly T[],
  thresholds: Thresholds,
  counted: Counted = 'images',
): Step<T>[] {
  return sequence.flatMap((version, place) => {
    const levelBytes = levelBefore(sequence, place);
    if (levelBytes === null || !hasGrown(version.sizeBytes, levelBytes, thresholds)) return [];
    const before = sequence[place - 1];
    const level = levelBefore(sequence, place - 1);
    const isKnown =
      before !== undefined &&
      level !== null &&
      hasGrown(before.sizeBytes, level, thresholds) &&
      !hasGrown(version.sizeBytes, before.sizeBytes, thresholds);
    const since = sequence.slice(place);
    return isKnown ? [] : [{ version, levelBytes, fate: fateOf(since, levelBytes, thresholds, counted) }];
  });
}

function levelBefore(sequence: readonly Version[], place: number): number | null {
  return baselineOf(
    sequence
      .slice(Math.max(0, place - BASELINE_IMAGES), Math.max(0, place))
      .map(({ sizeBytes }) => sizeBytes),
  );
}

/** Of the first of these images. */
function fateOf(since: readonly Version[], level: number, thresholds: Thresholds, counted: Counted): Fate {
  let pushes = 0;
  for (const { sizeBytes, pushCount } of since) {
    if (!hasGrown(sizeBytes, level, thresholds)) return 'passing';
    pushes += counted === 'images' ? 1 : pushCount;
    if (pushes >= LASTING_PUSHES) return 'lasting';
  }
  return 'open';
}

interface Line<T> {
  readonly line: readonly T[];
  /** The last five images of lower lines before the first of this one, the last one of the next lower line at the end. */
  readonly before: readonly T[];
}

function newLines<T extends Version>(versions: readonly T[]): Line<T>[] {
  const variantOf = ({ repository, series, line }: T) => `${repository} ${series} ${line.split(';')[0]}`;
  return [...Map.groupBy(versions, variantOf).values()].flatMap((images) => {
    const lines = [...Map.groupBy(images, ({ line }) => line)].sort(([a], [b]) => (a < b ? -1 : 1));
    return lines.map(([, line], place) => {
      const lower = lines.slice(0, place).flatMap(([, some]) => some);
      const before = lower.filter(({ pushedAt }) => pushedAt < (line[0]?.pushedAt ?? ''));
      return { line, before: before.slice(-BASELINE_IMAGES) };
    });
  });
}
