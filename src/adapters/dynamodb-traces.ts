import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { BUILD_TOOLS, LEFTOVER_KINDS } from '../domain/leftover.ts';
import type { ImageContent } from '../domain/image.ts';

type Traces = ImageContent['traces'];

const StoredTraces = z.record(
  z.string(),
  z.array(
    z.union([
      z.object({
        kind: z.enum(LEFTOVER_KINDS),
        tool: z.enum(BUILD_TOOLS),
        what: z.string(),
        isSure: z.boolean(),
      }),
      z.object({ kind: z.enum(['adds', 'removes']), paths: z.array(z.string()) }),
    ]),
  ),
);

/** What instructions leave behind, compressed; undefined where that is nothing. */
export function packTraces(traces: Traces): Uint8Array | undefined {
  return Object.keys(traces).length > 0 ? deflateRawSync(JSON.stringify(traces)) : undefined;
}

/** Images that were stored before this was kept have none. */
export function unpackTraces(packed: Uint8Array | undefined): Traces {
  return packed === undefined ? {} : StoredTraces.parse(JSON.parse(inflateRawSync(packed).toString()));
}
