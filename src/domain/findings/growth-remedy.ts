import type { InstructionChange } from '../comparison.ts';
import type { Digest } from '../digest.ts';
import { formatBytes } from '../format-bytes.ts';
import { packageInstallOf } from '../package-installs.ts';
import { plainLine } from '../plain-text.ts';

interface Growth {
  /** Largest growth first. */
  readonly instructions: readonly InstructionChange[];
  readonly baseChangeBytes: number | null;
  readonly ownChangeBytes: number | null;
  readonly digest: Digest;
  readonly predecessor: { readonly digest: Digest };
}

const QUOTED_MAX = 100;

/** What to do about growth, by what grew most. */
export function growthRemedy(growth: Growth): string[] {
  const wanted = 'If the growth is wanted, do nothing: the next images are measured against it.';
  if ((growth.baseChangeBytes ?? 0) > (growth.ownChangeBytes ?? 0))
    return [
      'Most of it came with the base: ask those who build it, or stay on the build before (FROM name@sha256:…) until it is mended.',
      wanted,
    ];
  const [most] = growth.instructions;
  if (!most || most.instruction === null)
    return [
      `See what became of each layer: GET /v1/compare?from=${growth.predecessor.digest}&to=${growth.digest}`,
      ONLY_WHAT_RUNS,
      wanted,
    ];
  const more = formatBytes(most.bytesAfter - most.bytesBefore);
  const change =
    most.bytesBefore === 0 ? `it is new, and brought ${more}` : `it brought ${more} more than before`;
  return [`Look at ${quoteInstruction(most)} first: ${change}.`, hintFor(most.instruction), wanted];
}

/** The instruction in backticks, short. */
export function quoteInstruction({ instruction }: Pick<InstructionChange, 'instruction'>): string {
  return `\`${plainLine(instruction ?? '', QUOTED_MAX)}\``;
}

const ONLY_WHAT_RUNS = 'Keep build tools and caches out of the final image with a multi-stage build.';

function hintFor(instruction: string): string {
  if (/^(?:COPY|ADD) /.test(instruction))
    return 'If it takes along what does not run, list that in .dockerignore (.git, tests, data, build output), or copy by name what does.';
  const install = packageInstallOf(instruction);
  if (install && !install.isSystem)
    return 'See in the list of what it installs which package is new or has grown, and leave out what only development needs.';
  return ONLY_WHAT_RUNS;
}
