import type { BuildTool } from '../leftover.ts';
import { install, leaveCache, type Ledger, removePath, uninstall } from './ledger.ts';
import { leftoverKindOf, packageName } from './package-names.ts';
import type { Job } from './shell.ts';

/** Options whose value is the next word. */
const VALUED = new Set(
  '-t -o -c --target-release --option --config-file -X --repository -p --root --arch --keys-dir --cache-dir --virtual --enablerepo --disablerepo --releasever --exclude -x --setopt --installroot'.split(
    ' ',
  ),
);

/** The words that are no options, the first of which says what to do. */
function plainWords(args: readonly string[]): string[] {
  return args.filter((word, index) => !word.startsWith('-') && !VALUED.has(args[index - 1] ?? ''));
}

function installAll(ledger: Ledger, tool: BuildTool, words: readonly string[], group?: string): void {
  for (const word of words) {
    const what = packageName(word);
    const kind = leftoverKindOf(what);
    if (kind) install(ledger, group ?? what, { kind, tool, what });
  }
}

/** Null where the names are not known. */
function namesOf(words: readonly string[]): string[] | null {
  return words.some((word) => word.includes('$')) ? null : words.map(packageName);
}

/** Official Debian and Ubuntu images delete what apt has downloaded: it is the lists that stay. */
export function apt(job: Job, ledger: Ledger): void {
  const [action = '', ...words] = plainWords(job.args);
  const tool = 'apt';
  if (action === 'update')
    leaveCache(ledger, { kind: 'package-cache', tool, what: 'package lists' }, ['/var/lib/apt/lists']);
  if (action === 'install' || action === 'build-dep') installAll(ledger, tool, words);
  if (action === 'distclean') removePath(ledger, '/var/lib/apt/lists');
  if (!/^(?:remove|purge|autoremove|autopurge)$/.test(action)) return;
  // `apt-mark auto` of everything, and then whatever is not marked by hand goes.
  const isAutomatic = job.args.some((word) => /^--auto-?remove$/.test(word)) || action.startsWith('auto');
  uninstall(ledger, isAutomatic && ledger.isAllAutomatic ? null : namesOf(words));
}

export function aptMark({ args }: Job, ledger: Ledger): void {
  if (args[0] === 'auto') ledger.isAllAutomatic = true;
}

export function apk({ args }: Job, ledger: Ledger): void {
  const [action, ...words] = plainWords(args.map((word) => (word === '-t' ? '--virtual' : word)));
  const isCached = !args.includes('--no-cache');
  if (isCached && (action === 'add' || action === 'update' || action === 'upgrade'))
    leaveCache(ledger, { kind: 'package-cache', tool: 'apk', what: 'package index' }, ['/var/cache/apk']);
  if (action === 'cache' && words[0] === 'clean') removePath(ledger, '/var/cache/apk');
  if (action === 'del') uninstall(ledger, namesOf(words));
  if (action === 'add') installAll(ledger, 'apk', words, virtualOf(args));
}

function virtualOf(args: readonly string[]): string | undefined {
  const flag = args.findIndex((word) => /^(?:-t|--virtual)(?:=|$)/.test(word));
  const [, value] = args[flag]?.split('=', 2) ?? [];
  return flag < 0 ? undefined : packageName(value ?? args[flag + 1] ?? '');
}

const YUM_CACHES = ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'];

/** yum, dnf and microdnf: one configuration, one way to call them. */
export function yum({ name, args }: Job, ledger: Ledger): void {
  // What is installed elsewhere is copied from there, or is another root.
  if (args.some((word) => word.startsWith('--installroot'))) return;
  const tool = name === 'yum' || name === 'microdnf' ? name : 'dnf';
  const [action = '', ...words] = plainWords(args);
  const isInstall = /^(?:install|group-?install|localinstall|reinstall|builddep)$/.test(action);
  if (isInstall || /^(?:group|update|upgrade|makecache|distro-sync|swap)$/.test(action))
    leaveCache(ledger, { kind: 'package-cache', tool, what: 'packages and metadata' }, YUM_CACHES);
  if (isInstall || (action === 'group' && words[0] === 'install')) installAll(ledger, tool, words);
  if (action === 'clean') removePath(ledger, YUM_CACHES[0] as string);
  if (action === 'history' && words[0] === 'undo') uninstall(ledger, null);
  if (/^(?:remove|erase|autoremove|group-?remove)$/.test(action)) uninstall(ledger, namesOf(words));
}
