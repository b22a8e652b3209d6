import type { BuildTrace, Leftover } from '../leftover.ts';
import { redact } from '../redact.ts';
import { removesPath, touchesPath } from './paths.ts';

/** What one instruction has left behind so far, while its commands are gone through in order. */
export interface Ledger {
  /** By what is named to remove it: a package, or a group of packages. */
  readonly packages: Map<string, readonly Leftover[]>;
  readonly caches: Map<string, Cache>;
  readonly builds: Map<string, Build>;
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** Paths that are mounted for this instruction only. */
  readonly mounts: readonly string[];
  /** Packages were marked as not asked for: they go with the next that is removed. */
  isAllAutomatic: boolean;
}

interface Cache {
  readonly leftover: Leftover;
  readonly paths: readonly string[];
}

interface Build {
  readonly leftover: Leftover;
  /** Null where it is not known. */
  readonly directory: string | null;
}

const ENTRIES_MAX = 64;
const PATHS_MAX = 8;
const NAMES_MAX = 6;

/** Their removal says nothing of what was built. */
const CACHE_PATHS = [
  '/var/lib/apt',
  '/var/cache',
  '/var/log',
  '/usr/share',
  '/tmp',
  '/var/tmp',
  '~/.cache',
  '~/.npm',
];

export function createLedger(mounts: readonly string[]): Ledger {
  return {
    packages: new Map(),
    caches: new Map(),
    builds: new Map(),
    added: new Set(),
    removed: new Set(),
    mounts,
    isAllAutomatic: false,
  };
}

/** `name` is a package, or a group that is removed by its name. */
export function install({ packages }: Ledger, name: string, leftover: Leftover): void {
  const before = packages.get(name) ?? [];
  if (packages.size < ENTRIES_MAX && before.length < ENTRIES_MAX) packages.set(name, [...before, leftover]);
}

/** Names may have a star; null: nobody knows which, so all of them may be gone. Who removes packages has built before. */
export function uninstall({ packages, builds }: Ledger, names: readonly string[] | null): void {
  const gone = names?.flatMap((name) => {
    const isMatching = name.includes('*') || name.includes('?');
    return isMatching ? [...packages.keys()].filter((known) => matches(name, known)) : [name];
  });
  const before = packages.size;
  for (const name of gone ?? [...packages.keys()]) packages.delete(name);
  if (names === null || packages.size < before) builds.clear();
}

/** `paths` are where the cache may be: it is gone where any of them is. */
export function leaveCache({ caches, mounts }: Ledger, leftover: Leftover, paths: readonly string[]): void {
  const isMounted = mounts.some((mount) => paths.some((path) => touchesPath(mount, path)));
  if (!isMounted) caches.set(leftover.tool, { leftover, paths });
}

export function build({ builds }: Ledger, leftover: Leftover, directory: string | null): void {
  if (builds.size < ENTRIES_MAX) builds.set(`${leftover.tool} ${leftover.what}`, { leftover, directory });
}

export function addPath({ added, mounts }: Ledger, path: string | null): void {
  const isKept =
    path !== null && !/^\/(?:$|dev\/|proc\/)/.test(path) && !mounts.some((mount) => removesPath(mount, path));
  if (isKept && added.size < ENTRIES_MAX) added.add(path);
}

/** Generous: who removes a part of a cache, or of where something was built, has cleaned up. */
export function removePath(ledger: Ledger, path: string | null, isRecursive = true): void {
  const { caches, builds, added, removed } = ledger;
  for (const [key, { paths }] of caches)
    if (path !== null && paths.some((one) => touchesPath(path, one))) caches.delete(key);
  const isCleanUp = isRecursive && !CACHE_PATHS.some((cache) => path !== null && touchesPath(cache, path));
  for (const [key, { directory }] of builds) {
    const isThere = path !== null && directory !== null;
    if (isThere ? isRecursive && touchesPath(path, directory) : isCleanUp) builds.delete(key);
  }
  if (path === null) return;
  for (const one of added) if (removesPath(path, one)) added.delete(one);
  if (removed.size < ENTRIES_MAX) removed.add(path);
}

/** What is left when the last command is done. */
export function closeLedger(ledger: Ledger, areMountsKnown: boolean): BuildTrace[] {
  const packages = [...ledger.packages.values()].flat();
  const caches = [...ledger.caches.values()];
  const builds = [...ledger.builds.values()].map(({ leftover }) => leftover);
  const traces: BuildTrace[] = [
    ...merge([...packages, ...builds]).map((leftover) => ({ ...leftover, isSure: true })),
    ...caches.map(({ leftover }) => ({ ...leftover, isSure: areMountsKnown })),
  ];
  const added = publicPaths([...ledger.added, ...caches.flatMap(({ paths }) => paths)]);
  const removed = publicPaths([...ledger.removed]);
  if (added.length > 0) traces.push({ kind: 'adds', paths: added });
  if (removed.length > 0) traces.push({ kind: 'removes', paths: removed });
  return traces;
}

/** One leftover for each kind and tool, with the first names and how many more there are. */
function merge(leftovers: readonly Leftover[]): Leftover[] {
  const groups = Map.groupBy(leftovers, ({ kind, tool }) => `${kind} ${tool}`);
  return [...groups.values()].map((group) => {
    const names = [...new Set(group.map(({ what }) => what))];
    const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : '';
    return { ...(group[0] as Leftover), what: `${names.slice(0, NAMES_MAX).join(', ')}${more}` };
  });
}

/** Whole paths without variables, and without anything that reads like a secret. */
export function publicPaths(paths: readonly string[]): string[] {
  const plain = paths.filter((path) => /^[/~][\x21-\x7e]+$/.test(path) && !path.includes('$'));
  return [...new Set(plain)]
    .slice(0, PATHS_MAX)
    .filter((path) => !MAYBE_SECRET.test(path) || redact(path) === path);
}

// Without one of these `redact` finds nothing in a path.
const MAYBE_SECRET = /[=:@?]|[\w-]{16}/;

function matches(pattern: string, name: string): boolean {
  const [start = '', end = ''] = [pattern.split(/[*?]/, 1)[0], pattern.split(/[*?]/).at(-1)];
  return name.startsWith(start) && name.endsWith(end);
}
