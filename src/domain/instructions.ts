import type { HistoryEntry } from './image-config.ts';
import { plainLine } from './plain-text.ts';
import { redact } from './redact.ts';

const INSTRUCTION_MAX_LENGTH = 240;
// A longer line is cut before it is redacted: patterns never run over megabytes of hostile text.
const SOURCE_MAX_LENGTH = 4_000;

/**
 * The instruction behind each of `layerCount` layers, base first. History entries that made no layer are skipped;
 * where the rest does not match the layers in number nothing is known, and nothing is guessed.
 * https://github.com/opencontainers/image-spec/blob/main/config.md (history, empty_layer)
 */
export function instructionsOfLayers(
  history: readonly HistoryEntry[],
  layerCount: number,
): (string | null)[] {
  const steps = history.filter((entry) => !entry.emptyLayer);
  if (steps.length !== layerCount) return Array.from({ length: layerCount }, () => null);
  return steps.map((entry) => formatInstruction(entry.createdBy ?? '') || null);
}

/** One readable line of a history entry's `created_by`: builder noise off, secrets out, cut to 240 characters. */
export function formatInstruction(createdBy: string): string {
  const text = redact(createdBy.slice(0, SOURCE_MAX_LENGTH))
    .replace(/\s+/g, ' ')
    // The classic builder writes the checksum of what was copied: without it the step keeps its name from build to build.
    .replace(/\b(file|dir|multi):[0-9a-f]{64}\b/g, '$1')
    .trim()
    .replace(/ ?# buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\) +/, '')
    .replace(
      /^(RUN )?(\|\d+ \[build arguments\] )?\/bin\/sh -c /,
      (_match, _run, args) => `RUN ${args ?? ''}`,
    )
    .trim();
  return plainLine(text, INSTRUCTION_MAX_LENGTH);
}
