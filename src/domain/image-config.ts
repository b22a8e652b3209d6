import * as z from 'zod/mini';
import { parseDeclaredBase } from './declared-base.ts';
import { Digest } from './digest.ts';
import { InvalidManifestError } from './errors.ts';
import type { DeclaredBase, LambdaBase } from './image.ts';
import { type ContainerConfig, lambdaBaseOf } from './lambda-base.ts';
import { boundedArray, describe, parseJson } from './json-document.ts';
import { formatPlatform } from './platform.ts';

/** More diff IDs or history entries than this are refused; more variables or labels are passed over. */
const ENTRIES_MAX = 10_000;

/** A config blob larger than this is refused unread (`docs/architecture.md`, bounds). */
export const CONFIG_MAX_BYTES = 1024 * 1024;

/** One step of the build. `emptyLayer` steps made no layer. */
export interface HistoryEntry {
  readonly createdBy: string | null;
  readonly emptyLayer: boolean;
  /** No step of a build: BuildKit's exporter wrote it because there were fewer entries than layers. */
  readonly isFilled: boolean;
}

/** The part of an image config Layerwatch reads. */
export interface ImageConfig {
  readonly platform: string | null;
  /** Digests of the uncompressed layers, base first; empty where the config has no root file system. */
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
  /** By its labels. */
  readonly declaredBase: DeclaredBase | null;
  readonly lambda: LambdaBase | null;
}

// https://github.com/moby/buildkit/blob/master/exporter/containerimage/writer.go (normalizeLayersAndHistory)
const FILLED_COMMENT = 'buildkit.exporter.image.v0';

// https://github.com/opencontainers/image-spec/blob/main/config.md. Real configs have null history, entries without
// `created_by`, and no `rootfs` at all where the config belongs to a signature.
const RawConfig = z.object({
  os: z.nullish(z.string()),
  architecture: z.nullish(z.string()),
  variant: z.nullish(z.string()),
  rootfs: z.nullish(z.object({ diff_ids: z.nullish(boundedArray(Digest, ENTRIES_MAX)) })),
  history: z.nullish(
    boundedArray(
      z.object({
        created_by: z.optional(z.unknown()),
        empty_layer: z.nullish(z.boolean()),
        comment: z.optional(z.unknown()),
      }),
      ENTRIES_MAX,
    ),
  ),
  config: z.optional(z.unknown()),
});

/** Throws InvalidManifestError for text that is no image config. */
export function parseImageConfig(text: string): ImageConfig {
  const parsed = RawConfig.safeParse(parseJson(text, 'config'));
  if (!parsed.success) throw new InvalidManifestError(`config has a wrong shape: ${describe(parsed.error)}`);
  const { os, architecture, variant, rootfs, history, config } = parsed.data;
  return {
    platform: formatPlatform({
      os: os ?? undefined,
      architecture: architecture ?? undefined,
      variant: variant ?? undefined,
    }),
    diffIds: rootfs?.diff_ids ?? [],
    history: (history ?? []).map((entry) => ({
      createdBy: typeof entry.created_by === 'string' ? entry.created_by : null,
      emptyLayer: entry.empty_layer ?? false,
      isFilled: entry.comment === FILLED_COMMENT,
    })),
    declaredBase: parseDeclaredBase(propertyOf(config, 'Labels')),
    lambda: lambdaBaseOf(containerConfigOf(config)),
  };
}

/** What has another shape than it is to have is as good as absent: the layers are known all the same. */
function containerConfigOf(config: unknown): ContainerConfig {
  const labels = propertyOf(config, 'Labels');
  const workingDir = propertyOf(config, 'WorkingDir');
  return {
    env: textsOf(propertyOf(config, 'Env')),
    entrypoint: textsOf(propertyOf(config, 'Entrypoint')),
    workingDir: typeof workingDir === 'string' ? workingDir : '',
    labelNames: typeof labels === 'object' && labels !== null ? textsOf(Object.keys(labels)) : [],
  };
}

function textsOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value.slice(0, ENTRIES_MAX) : [];
  return items.filter((item) => typeof item === 'string');
}

function propertyOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
