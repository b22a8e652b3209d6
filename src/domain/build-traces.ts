import { traceCopy } from './build-traces/copy.ts';
import * as files from './build-traces/files.ts';
import * as languages from './build-traces/language-tools.ts';
import { closeLedger, createLedger, type Ledger } from './build-traces/ledger.ts';
import { nodePackages } from './build-traces/node-packages.ts';
import * as packages from './build-traces/os-packages.ts';
import { normalPath } from './build-traces/paths.ts';
import { type Instruction, parseInstruction } from './build-traces/instruction.ts';
import type { BuildTrace } from './leftover.ts';
import { type Job, runScript, type Shell, setVariable } from './build-traces/shell.ts';

/** What the instructions before said of those that follow: `ENV` and `WORKDIR`. */
export interface BuildContext extends Shell {
  /** Apt keeps what it downloads: somebody mounts a cache for it. */
  mountsAptCache: boolean;
}

/** Where nothing was said yet. */
export function createBuildContext(): BuildContext {
  return { variables: new Map(), directory: null, mountsAptCache: false };
}

/**
 * What an instruction leaves in the image, by the full text of its history entry; nothing where it is longer than 16 KiB. `context` is what
 * the entries before it said; what this one says is added to it. Linear in the length of the text.
 */
export function traceInstruction(
  createdBy: string,
  context: BuildContext = createBuildContext(),
): BuildTrace[] {
  const instruction = parseInstruction(createdBy);
  switch (instruction?.name) {
    case 'ENV':
      for (const [name, value] of instruction.variables) setVariable(context, name, value);
      return [];
    case 'WORKDIR':
      context.directory = normalPath(instruction.path, context.directory);
      return [];
    case 'COPY':
      return traceCopy(instruction.words, context.directory);
    case 'RUN':
      return traceRun(instruction, context);
    default:
      return [];
  }
}

// The hook that deletes what apt downloads is taken away by who mounts a cache there.
// https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages
const KEEPS_DOWNLOADS = /\brm [^;&|]{0,80}docker-clean|Keep-Downloaded-Packages[ "]{1,3}true/;

function traceRun(
  { script, variables, mounts, areMountsKnown }: Extract<Instruction, { readonly name: 'RUN' }>,
  context: BuildContext,
): BuildTrace[] {
  context.mountsAptCache ||= KEEPS_DOWNLOADS.test(script);
  const aptMounts = context.mountsAptCache ? ['/var/lib/apt/lists'] : [];
  const ledger = createLedger([...mounts.flatMap((path) => normalPath(path, null) ?? []), ...aptMounts]);
  const shell: Shell = { variables: new Map(context.variables), directory: context.directory };
  for (const [name, value] of variables) setVariable(shell, name, value);
  for (const job of runScript(script, shell)) trace(job, ledger);
  return closeLedger(ledger, areMountsKnown);
}

type Rule = (job: Job, ledger: Ledger) => void;

/** By the names of commands without their versions: `pip` is also `pip3.12`. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...named('apt apt-get aptitude', packages.apt),
  ...named('apt-mark', packages.aptMark),
  ...named('apk', packages.apk),
  ...named('yum dnf microdnf yum-builddep', packages.yum),
  ...named('pip', languages.pip),
  ...named('python', languages.python),
  ...named('uv', languages.uv),
  ...named('poetry', languages.poetry),
  ...named('npm yarn yarnpkg pnpm', nodePackages),
  ...named('go', languages.go),
  ...named('cargo', languages.cargo),
  ...named('mvn mvnw', languages.maven),
  ...named('gradle gradlew', languages.gradle),
  ...named('dotnet', languages.dotnet),
  ...named('dotnet-install.sh', languages.dotnetInstall),
  ...named('make gmake ninja cmake gcc g++ cc clang clang++', languages.compile),
  ...named('rm mv', files.remove),
  ...named('find', files.find),
  ...named('curl', files.curl),
  ...named('wget', files.wget),
  ...named('tar bsdtar unzip', files.unpack),
  ...named('git', files.git),
]);

function named(names: string, rule: Rule): [string, Rule][] {
  return names.split(' ').map((name) => [name, rule]);
}

function trace(job: Job, ledger: Ledger): void {
  RULES.get(job.name.slice(0, 64).replace(/[\d.]{1,16}$/, ''))?.(job, ledger);
}
