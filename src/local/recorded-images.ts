import * as z from 'zod/mini';
import { Digest } from '../domain/digest.ts';
import { DOCKER_MANIFEST } from '../domain/media-type.ts';
import { createMemorySource, type ManifestSource } from './manifest-source.ts';
import { readRecords } from './ndjson.ts';

const name = z.string().check(z.minLength(1), z.maxLength(256));

/** One image of a recording: what its manifest and its config said. */
const RecordedImage = z.object({
  repository: name,
  digest: Digest,
  mediaType: z._default(z.string(), DOCKER_MANIFEST),
  platform: z.nullish(z.object({ os: z.string(), architecture: z.string(), variant: z.nullish(z.string()) })),
  /** Base first. */
  layers: z.array(z.object({ digest: Digest, size: z.int().check(z.minimum(0)), mediaType: z.string() })),
  history: z.nullish(
    z.array(z.object({ createdBy: z.nullish(z.string()), emptyLayer: z.nullish(z.boolean()) })),
  ),
  /** How `emptyLayer` was found out; `unresolved` where it was not. */
  emptyLayerInference: z.nullish(z.string()),
});
type RecordedImage = z.infer<typeof RecordedImage>;

/** The recorded images as a registry that holds them, each under its recorded digest. */
export async function readRecordedImages(file: string): Promise<ManifestSource> {
  const source = createMemorySource();
  for await (const image of readRecords(file, RecordedImage)) {
    const config = configText(image);
    const configDigest = source.putBlob(image.repository, config);
    const text = manifestText(image, configDigest, Buffer.byteLength(config));
    source.putManifest(image.repository, { text, mediaType: image.mediaType }, image.digest);
  }
  return source;
}

/** Says what the recorded manifest said, in other bytes: its own digest would be another. */
function manifestText(
  { mediaType, layers }: RecordedImage,
  configDigest: Digest,
  configSize: number,
): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: mediaType.startsWith('application/vnd.oci.')
        ? 'application/vnd.oci.image.config.v1+json'
        : 'application/vnd.docker.container.image.v1+json',
      digest: configDigest,
      size: configSize,
    },
    layers: layers.map(({ mediaType: type, digest, size }) => ({ mediaType: type, digest, size })),
  });
}

/** Without history where it is not known which of its entries made a layer: nothing is to be guessed from it. */
function configText({ platform, history, emptyLayerInference }: RecordedImage): string {
  return JSON.stringify({
    ...platform,
    rootfs: { type: 'layers' },
    ...(emptyLayerInference !== 'unresolved' &&
      history && {
        history: history.map(({ createdBy, emptyLayer }) => ({
          ...(createdBy && { created_by: createdBy }),
          ...(emptyLayer && { empty_layer: true }),
        })),
      }),
  });
}
