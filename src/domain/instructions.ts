import { createBuildContext, traceInstruction } from './build-traces.ts';
import type { BuildTrace } from './leftover.ts';
import type { HistoryEntry } from './image-config.ts';
import { plainLine } from './plain-text.ts';
import { redact } from './redact.ts';

const INSTRUCTION_MAX_LENGTH = 240;
// A longer line is cut before it is redacted: patterns never run over megabytes of hostile text.
const SOURCE_MAX_LENGTH = 4_000;

/** Longer text than that of 127 layers, Docker's most, is not kept: a row of the history must stay small. */
const LOOSE_TEXT_MAX_LENGTH = 127 * INSTRUCTION_MAX_LENGTH;

/**
 * The instruction behind each of `layerCount` layers, base first. History entries that made no layer are skipped;
 * where the rest does not match the layers in number nothing is known, and nothing is guessed.
 * https://github.com/opencontainers/image-spec/blob/main/config.md (history, empty_layer)
 */
export function instructionsOfLayers(
  history: readonly HistoryEntry[],
  layerCount: number,
): (string | null)[] {
  const steps = layerSteps(history);
  const isKnown = steps.length === layerCount;
  // BuildKit fills up a history that is too short, at its end, though it may be the base that has none. Only of what
  // came later it is certain which layer it made.
  const firstKnown = isFilledUp(steps) ? steps.findLastIndex((entry) => entry.isFilled) + 1 : 0;
  return Array.from({ length: layerCount }, (_, index) =>
    isKnown && index >= firstKnown ? instructionOf(steps[index]) : null,
  );
}

/**
 * The instructions of an image that has fewer of them than layers, in order: they are those of its uppermost layers if
 * it is the base that has none. Empty where each layer has its own, or none is known.
 */
export function looseInstructions(history: readonly HistoryEntry[], layerCount: number): (string | null)[] {
  const steps = layerSteps(history);
  const filled = history.filter((entry) => entry.isFilled);
  const isBaseMissing = steps.length === layerCount && isFilledUp(steps) && !isTopMissing(filled);
  if (filled.length > 0 && !isBaseMissing) return [];
  const real = steps.filter((entry) => !entry.isFilled);
  if (real.length >= layerCount) return [];
  const loose = real.map(instructionOf);
  return loose.join('').length > LOOSE_TEXT_MAX_LENGTH ? [] : loose;
}

/** Docker's most layers: what more instructions leave behind is not kept. */
const TRACED_MAX = 127;

/** Real histories are far below: hostile ones are not to take long. */
const HISTORY_MAX_ENTRIES = 1_000;
const HISTORY_MAX_LENGTH = 128 * 1_024;

/**
 * What the instructions that made layers leave in the image, by instruction, each by its whole text. Those that leave
 * nothing are left out, and so are those that read the same where they are cut and are not.
 */
export function tracesOf(history: readonly HistoryEntry[]): Record<string, readonly BuildTrace[]> {
  const context = createBuildContext();
  const traces = new Map<string, readonly BuildTrace[]>();
  let length = 0;
  for (const { createdBy, emptyLayer, isFilled } of history.slice(0, HISTORY_MAX_ENTRIES)) {
    length += createdBy?.length ?? 0;
    if (length > HISTORY_MAX_LENGTH || traces.size >= TRACED_MAX) break;
    const found = createdBy === null || isFilled ? [] : traceInstruction(createdBy, context);
    if (createdBy === null || emptyLayer || found.length === 0) continue;
    const instruction = formatInstruction(createdBy);
    const before = traces.get(instruction) ?? found;
    traces.set(instruction, JSON.stringify(before) === JSON.stringify(found) ? found : []);
  }
  return Object.fromEntries([...traces].filter(([, found]) => found.length > 0));
}

function layerSteps(history: readonly HistoryEntry[]): HistoryEntry[] {
  return history.filter((entry) => !entry.emptyLayer);
}

/** Entries that were filled in stand behind those of a build: of these it is not known which layers they made. */
function isFilledUp(steps: readonly HistoryEntry[]): boolean {
  return steps.findIndex((entry) => entry.isFilled) > 0;
}

/**
 * What was filled in is what BuildKit calls the layers that stand at its place. Tools that change an image without a
 * Dockerfile (Copa) leave `mount / from exec` for layers that have no history themselves: then it may be the top that
 * is missing as well as the base. And an entry for an empty layer was dropped with it, from nobody knows where.
 */
function isTopMissing(filled: readonly HistoryEntry[]): boolean {
  return (
    filled.some((entry) => entry.emptyLayer) ||
    filled.every((entry) => entry.createdBy?.startsWith('mount / from exec ') ?? false)
  );
}

function instructionOf(entry: HistoryEntry | undefined): string | null {
  return formatInstruction(entry?.createdBy ?? '') || null;
}

/** One readable line of a history entry's `created_by`: builder noise off, secrets out, cut to 240 characters. */
export function formatInstruction(createdBy: string): string {
  const text = redact(createdBy.slice(0, SOURCE_MAX_LENGTH))
    .replace(/\s+/g, ' ')
    // The classic builder writes the checksum of what was copied: without it the step keeps its name from build to build.
    .replace(/\b(file|dir|multi):[0-9a-f]{64}\b/g, '$1')
    .trim()
    .replace(/ ?# buildkit$/, '')
    // Whatever the shell is: `/bin/sh -c`, `cmd /S /C`, `powershell -Command`.
    .replace(/^[^#]{0,200}#\(nop\) +/, '')
    // One step reads the same whichever builder made it; the shell is left out where it is the default one.
    .replace(
      /^(?:RUN )?(\|\d+ \[build arguments\] )?(?:\/bin\/sh -c |cmd \/S \/C |(?=(?:\/[\w/.-]{1,40}sh|pwsh|powershell)(?:\.exe)? -))/i,
      (_match, args) => `RUN ${args ?? ''}`,
    )
    .trim();
  return plainLine(text, INSTRUCTION_MAX_LENGTH);
}
