import type { StepHistory } from './change-rates.ts';
import { packageInstallOf } from './package-installs.ts';

/** A layer of fewer bytes is nothing to move. */
const WORTH_MOVING_BYTES = 1_000_000;

/** What brings something that packages are installed with: a source of packages, its key, a package itself. */
const PACKAGE_SOURCE =
  /\b(?:apt|apt-get|apk|yum|dnf|microdnf|tdnf|zypper|rpm|dpkg|curl|wget|gpg)\b|sources\.list|\.repo\b/;

/** `ADD file in /`, `COPY / /`: the root file system. Nothing goes below what an image begins with. */
const ROOT = /^ADD .*\s\/$|^COPY (?:--\S+ )*\/ \/$/;

/**
 * Whether a step might be moved below one that it stands above now, as far as the instructions tell. Where they do not,
 * it stays: advice that cannot be followed is worse than none. What it may need beyond that is not known.
 *
 * - What is copied comes from outside (the build context, another stage or image), so it needs nothing that stands below
 *   it. `COPY --from` is the freest step of all: it is moved like every other, and cannot be told from them anyway, since
 *   BuildKit leaves `--from` out of the history. But it must have been seen to stay: if each push changed something
 *   below it, then it may well be what changes most.
 *   https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (dispatchCopy)
 * - An install of packages needs a few files that are easily copied first: it may go below the copy of all the others,
 *   even if nothing is known of its rate. Packages of the operating system do not even need these, and
 *   may go below all that brings no source of packages.
 * - Every other RUN may need all that stands below it: it builds from it, or changes its owner.
 */
export function mayStandBelow(step: StepHistory, other: StepHistory): boolean {
  if (step.sizeBytes < WORTH_MOVING_BYTES || ROOT.test(other.instruction)) return false;
  if (isCopy(step)) return step.trials > 0;
  const install = packageInstallOf(step.instruction);
  if (install === null) return false;
  if (isCopy(other)) return !install.needed?.test(other.instruction);
  if (!other.instruction.startsWith('RUN ')) return true;
  return install.isSystem && !PACKAGE_SOURCE.test(other.instruction);
}

function isCopy({ instruction }: Pick<StepHistory, 'instruction'>): boolean {
  return /^(?:COPY|ADD) /.test(instruction);
}
