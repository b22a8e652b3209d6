/** Who left something, so that the advice is the right one. */
export const BUILD_TOOLS = [
  'apt',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'pip',
  'uv',
  'poetry',
  'npm',
  'yarn',
  'pnpm',
  'go',
  'cargo',
  'maven',
  'gradle',
  'dotnet',
  'make',
  'gcc',
  'copy',
] as const;

export type BuildTool = (typeof BUILD_TOOLS)[number];

export const LEFTOVER_KINDS = ['compiler', 'dev-package', 'build', 'sources', 'package-cache'] as const;

/** Something that building needs and running does not. */
export interface Leftover {
  readonly kind: (typeof LEFTOVER_KINDS)[number];
  readonly tool: BuildTool;
  /** Packages, a cache, or a command; short. */
  readonly what: string;
}

/**
 * What an instruction says it leaves in its layer: a leftover, or which paths are there, or no longer there, when it is
 * done. `isSure` is false where a cache mount may have kept it out: BuildKit's history does not tell of mounts.
 */
export type BuildTrace =
  | (Leftover & { readonly isSure: boolean })
  | { readonly kind: 'adds' | 'removes'; readonly paths: readonly string[] };
