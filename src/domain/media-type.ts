/** Every media type Layerwatch knows. https://github.com/opencontainers/image-spec/blob/main/media-types.md */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const DOCKER_SCHEMA1 = 'application/vnd.docker.distribution.manifest.v1+json';
export const DOCKER_SCHEMA1_SIGNED = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

/** The config of a build cache of BuildKit. */
export const BUILD_CACHE_CONFIG = 'application/vnd.buildkit.cacheconfig.v0';

/** What to ask a registry for, so that whatever it stores comes back. By digest ECR converts nothing. */
export const ACCEPTED_MEDIA_TYPES = [
  OCI_MANIFEST,
  OCI_INDEX,
  DOCKER_MANIFEST,
  DOCKER_LIST,
  DOCKER_SCHEMA1_SIGNED,
  DOCKER_SCHEMA1,
] as const;

// Those above, and by their names those before and after them, such as the artifact manifest that OCI took back.
const MANIFEST =
  /^application\/vnd\.(oci\.(image|artifact)|docker\.distribution|cncf\.oras\.artifact)\.(manifest|index)\./;

const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  // An old Docker Hub quirk: images of 2016 whose config has no type of its own.
  'application/octet-stream',
]);

// `+enc` is what the first tools wrote before ocicrypt settled on `+encrypted`.
const FILESYSTEM_LAYER =
  /^application\/vnd\.(oci\.image\.layer\.(nondistributable\.)?v1\.tar|docker\.image\.rootfs\.(foreign\.)?diff\.tar)([.+](gzip|zstd))?(\+enc(rypted)?)?$/;

/** A manifest or an index, of any family and version. */
export function isManifest(mediaType: string): boolean {
  return MANIFEST.test(mediaType);
}

/** Docker's schema 1, signed or not. */
export function isSchema1(mediaType: string): boolean {
  return mediaType === DOCKER_SCHEMA1 || mediaType === DOCKER_SCHEMA1_SIGNED;
}

export function isImageConfig(mediaType: string): boolean {
  return IMAGE_CONFIGS.has(mediaType);
}

/** A layer of a file system, of either family, compressed or not, encrypted or not, foreign or not. */
export function isFilesystemLayer(mediaType: string): boolean {
  return FILESYSTEM_LAYER.test(mediaType);
}

/** Foreign (non-distributable) layers are fetched from elsewhere: ECR does not store them. */
export function isForeignLayer(mediaType: string): boolean {
  return mediaType.includes('.foreign.') || mediaType.includes('.nondistributable.');
}
