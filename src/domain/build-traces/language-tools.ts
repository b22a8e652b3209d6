import { build, install, type Ledger, removePath } from './ledger.ts';
import { buildHere, cache, hasFlag, plainWords } from './language-job.ts';
import { normalPath } from './paths.ts';
import type { Job } from './shell.ts';

const PIP_CACHE = ['~/.cache/pip'];

export function pip({ args, isSet }: Job, ledger: Ledger): void {
  const [action, what] = plainWords(args);
  if (action === 'cache' && (what === 'purge' || what === 'remove'))
    removePath(ledger, PIP_CACHE[0] as string);
  if (action !== 'install' && action !== 'wheel' && action !== 'download') return;
  const isElsewhere = isSet('PIP_NO_CACHE_DIR') || isSet('PIP_CACHE_DIR') || isSet('XDG_CACHE_HOME');
  if (isElsewhere || hasFlag(args, /^--(?:no-)?cache-dir/) || hasFlag(args, /^--(?:version|help)$/)) return;
  cache(ledger, 'pip', 'downloads and wheels', PIP_CACHE);
}

/** `python3 -m pip …` */
export function python(job: Job, ledger: Ledger): void {
  const flag = job.args.indexOf('-m');
  if (flag >= 0 && job.args[flag + 1] === 'pip') pip({ ...job, args: job.args.slice(flag + 2) }, ledger);
}

export function uv({ args, isSet }: Job, ledger: Ledger): void {
  const [action, what] = plainWords(args);
  if (action === 'cache') removePath(ledger, '~/.cache/uv');
  const isInstall =
    /^(?:sync|add|run|tool)$/.test(action ?? '') ||
    (action === 'pip' && /^(?:install|sync)$/.test(what ?? ''));
  if (!isInstall || hasFlag(args, /^(?:-n|--no-cache(?:-dir)?|--cache-dir.*)$/)) return;
  if (!isSet('UV_NO_CACHE') && !isSet('UV_CACHE_DIR'))
    cache(ledger, 'uv', 'downloads and wheels', ['~/.cache/uv']);
}

export function poetry({ args, isSet }: Job, ledger: Ledger): void {
  const [action, what] = plainWords(args);
  if (action === 'cache' && what === 'clear') removePath(ledger, '~/.cache/pypoetry');
  const isInstall = action === 'install' || action === 'add' || action === 'update' || action === 'sync';
  if (!isInstall || hasFlag(args, /^--no-cache$/) || isSet('POETRY_NO_CACHE') || isSet('POETRY_CACHE_DIR'))
    return;
  cache(ledger, 'poetry', 'downloads and wheels', ['~/.cache/pypoetry']);
}

const GO_CACHES = ['~/.cache/go-build', '/go/pkg', '~/go/pkg'];

export function go(job: Job, ledger: Ledger): void {
  const [action = '', what] = plainWords(job.args);
  if (action === 'clean') removePath(ledger, GO_CACHES[0] as string);
  const isBuild = action === 'build' || action === 'install';
  const isElsewhere = job.isSet('GOCACHE') || job.isSet('GOMODCACHE');
  if (
    (isBuild || /^(?:get|test|generate|run)$/.test(action) || (action === 'mod' && what === 'download')) &&
    !isElsewhere
  )
    cache(ledger, 'go', 'modules and compiled packages', GO_CACHES);
  if (isBuild) buildHere(job, ledger, 'go', `go ${action}`);
}

export function cargo(job: Job, ledger: Ledger): void {
  const [action = ''] = plainWords(job.args.filter((word) => !word.startsWith('+')));
  const isBuild = /^(?:build|install|run|test|b|chef|rustc)$/.test(action);
  if (isBuild || action === 'fetch')
    cache(ledger, 'cargo', 'registry', ['~/.cargo/registry', '/usr/local/cargo/registry']);
  if (action === 'clean') ledger.builds.clear();
  else if (isBuild) buildHere(job, ledger, 'cargo', `cargo ${action}`);
}

export function maven(job: Job, ledger: Ledger): void {
  const goals = plainWords(job.args);
  if (goals.length === 0 || hasFlag(job.args, /^(?:--version|-v|--help|-h)$/)) return;
  if (!hasFlag(job.args, /^-Dmaven\.repo\.local/)) cache(ledger, 'maven', 'local repository', ['~/.m2']);
  const goal = goals.find((word) => /^(?:compile|package|verify|install|deploy)$/.test(word));
  if (goal) buildHere(job, ledger, 'maven', `mvn ${goal}`);
}

export function gradle(job: Job, ledger: Ledger): void {
  const tasks = plainWords(job.args.filter((_word, index) => !/^-[gpbcx]$/.test(job.args[index - 1] ?? '')));
  if (tasks.every((task) => task === 'wrapper') || hasFlag(job.args, /^(?:--version|-v|--help|-h)$/)) return;
  const isElsewhere =
    hasFlag(job.args, /^(?:-g|--gradle-user-home.*|-Dgradle\.user\.home.*)$/) ||
    job.isSet('GRADLE_USER_HOME');
  if (!isElsewhere)
    cache(ledger, 'gradle', 'caches and distributions', ['~/.gradle', '/home/gradle/.gradle']);
  if (tasks.some((task) => !/^(?:tasks|help|dependencies|clean|wrapper)$/.test(task)))
    buildHere(job, ledger, 'gradle', 'gradle build');
}

const NUGET_CACHE = '~/.nuget';

export function dotnet(job: Job, ledger: Ledger): void {
  const [action = '', what] = plainWords(job.args);
  if (action === 'nuget' && what === 'locals') removePath(ledger, NUGET_CACHE);
  const isBuild = /^(?:build|publish|pack|test)$/.test(action);
  if (
    (isBuild || action === 'restore') &&
    !job.isSet('NUGET_PACKAGES') &&
    !hasFlag(job.args, /^--no-restore$|^--packages/)
  )
    cache(ledger, 'dotnet', 'NuGet packages', [NUGET_CACHE]);
  if (isBuild) buildHere(job, ledger, 'dotnet', `dotnet ${action}`);
}

/** https://learn.microsoft.com/dotnet/core/tools/dotnet-install-script: without `--runtime` it installs the SDK. */
export function dotnetInstall({ args }: Job, ledger: Ledger): void {
  if (hasFlag(args, /^-+runtime(?:=|$)/i)) return;
  install(ledger, 'dotnet-sdk', { kind: 'compiler', tool: 'dotnet', what: '.NET SDK' });
}

/** make, ninja, and the compilers themselves. */
export function compile({ name, args, directory }: Job, ledger: Ledger): void {
  if (args.length > 0 && hasFlag(args, /^(?:-v|--?version|--help|-print.*|-dump.*)$/)) return;
  if (/^clean$|^distclean$/.test(args.at(-1) ?? '')) return;
  if (name === 'cmake' && !args.includes('--build')) return;
  const isMake = name.endsWith('make') || name === 'ninja';
  if (!isMake && args.length === 0) return;
  const flag = args.indexOf(name === 'cmake' ? '--build' : '-C');
  const folder = (flag < 0 ? undefined : args[flag + 1]) ?? '.';
  const tool = isMake ? 'make' : 'gcc';
  build(ledger, { kind: 'build', tool, what: name }, normalPath(folder, directory));
}
