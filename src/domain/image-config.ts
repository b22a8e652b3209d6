import * as z from 'zod/mini';
import { Digest } from './digest.ts';
import { InvalidManifestError } from './errors.ts';
import { formatPlatform } from './platform.ts';

/** More diff IDs or history entries than this are refused. */
const ENTRIES_MAX = 10_000;

/** A config blob larger than this is refused unread (`docs/architecture.md`, bounds). */
export const CONFIG_MAX_BYTES = 1024 * 1024;

/** One step of the build. `emptyLayer` steps made no layer. */
export interface HistoryEntry {
  readonly createdBy: string | null;
  readonly emptyLayer: boolean;
}

/** The part of an image config Layerwatch reads. */
export interface ImageConfig {
  readonly platform: string | null;
  /** Digests of the uncompressed layers, base first; empty where the config has no root file system. */
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
}

// https://github.com/opencontainers/image-spec/blob/main/config.md. Real configs have null history, entries without
// `created_by`, and no `rootfs` at all where the config belongs to a signature.
const RawConfig = z.object({
  os: z.nullish(z.string()),
  architecture: z.nullish(z.string()),
  variant: z.nullish(z.string()),
  rootfs: z.nullish(z.object({ diff_ids: z.nullish(boundedArray(Digest, ENTRIES_MAX)) })),
  history: z.nullish(
    boundedArray(
      z.object({ created_by: z.nullish(z.string()), empty_layer: z.nullish(z.boolean()) }),
      ENTRIES_MAX,
    ),
  ),
});

/** Throws InvalidManifestError for text that is no image config. */
export function parseImageConfig(text: string): ImageConfig {
  const parsed = RawConfig.safeParse(parseJson(text, 'config'));
  if (!parsed.success) throw new InvalidManifestError(`config has a wrong shape: ${describe(parsed.error)}`);
  const { os, architecture, variant, rootfs, history } = parsed.data;
  return {
    platform: formatPlatform({
      os: os ?? undefined,
      architecture: architecture ?? undefined,
      variant: variant ?? undefined,
    }),
    diffIds: rootfs?.diff_ids ?? [],
    history: (history ?? []).map((entry) => ({
      createdBy: entry.created_by ?? null,
      emptyLayer: entry.empty_layer ?? false,
    })),
  };
}

/** Throws InvalidManifestError where the text is not JSON. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidManifestError(`${what} is not JSON`, { cause });
  }
}

/** A schema for an array that is refused as a whole, without a look at its items, where it has more than `max`. */
export function boundedArray<Item extends z.core.SomeType>(item: Item, max: number) {
  return z.pipe(z.array(z.unknown()).check(z.maxLength(max, `more than ${max} entries`)), z.array(item));
}

/** The first things a schema did not like, by path, without their values. */
export function describe(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`)
    .join('; ');
}
