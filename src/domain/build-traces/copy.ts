import type { BuildTrace } from '../leftover.ts';
import { fileOf } from './files.ts';
import { publicPaths } from './ledger.ts';
import { normalPath } from './paths.ts';

/**
 * What COPY and ADD bring in. BuildKit does not write down `--from`, so only a whole folder is taken for sources. The
 * classic builder writes checksums for what was copied, and tells `COPY .` from nothing else.
 */
export function traceCopy(words: readonly string[], directory: string | null): BuildTrace[] {
  const isFromStage = words.some((word) => word.startsWith('--from='));
  const plain = words.filter((word) => !word.startsWith('--'));
  const target = plain.at(-1);
  if (target === undefined || plain.length < 2) return [];
  const sources = plain.slice(0, -1);
  const isWhole = !isFromStage && sources.some((source) => /^\.\/?$/.test(source));
  const added = publicPaths(targetsOf(sources, target, directory).filter((path) => path !== '/'));
  return [
    ...(isWhole
      ? [
          {
            kind: 'sources',
            tool: 'copy',
            what: `COPY ${sources.join(' ')}`.slice(0, 80),
            isSure: true,
          } as const,
        ]
      : []),
    ...(added.length > 0 ? [{ kind: 'adds', paths: added } as const] : []),
  ];
}

/** A file goes into a folder by its name, or stands in its place: the text does not say which it is. */
function targetsOf(sources: readonly string[], target: string, directory: string | null): string[] {
  const folder = normalPath(target, directory);
  if (folder === null) return [];
  const isClassic = sources.at(-1) === 'in';
  const isFolder = target.endsWith('/') || target === '.' || sources.length > 1;
  if (isClassic) return target.endsWith('/') && sources[0]?.startsWith('file:') ? [] : [folder];
  const inside = sources.flatMap((source) => normalPath(fileOf(source.replace(/\/$/, '')), folder) ?? []);
  return [...(isFolder ? [] : [folder]), ...inside.filter((path) => path !== folder)];
}
