/** A file, what is to come of it, and why. */
export type Row = readonly [file: string, expected: string, reason: string];

const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json';
const SIGNED = 'unsupported, application/vnd.docker.distribution.manifest.v1+prettyjws';
const HELM = 'application/vnd.cncf.helm.config.v1+json';

/** Read as a registry without a word about types would give them, with those configs that are here, too. */
export const MANIFESTS: readonly Row[] = [
  ['aws-docs__amazonlinux-2016.09-manifest.json', 'image: 1 layer, 91,768,077 bytes', 'Docker'],
  ['buildx-docs__docker-manifest-raw.json', 'image: 3 layers, 5,044,229 bytes', 'Docker'],
  [
    'busybox__arm64-image-manifest.json',
    'image linux/arm64: 1 layer, 1,900,727 bytes, 1 instruction',
    'its config is here',
  ],
  [
    'containers-image__docker-all-media-types.json',
    'image linux/amd64: 2 layers, 51,354,516 bytes, 2 instructions',
    'three foreign layers are not stored',
  ],
  [
    'containers-image__docker-v2s2-httpd.json',
    'image linux/amd64: 5 layers, 71,936,145 bytes, 5 instructions',
    'the config is called an octet-stream; the layers tell',
  ],
  [
    'containers-image__docker-v2s2-nomime.json',
    `artifact ${DOCKER_CONFIG}: 0 layers, 0 bytes`,
    'without a layer there is nothing to compare',
  ],
  [
    'containers-image__oci-encrypted-layers.json',
    'image linux/amd64: 5 layers, 71,936,145 bytes, 5 instructions',
    'encrypted layers are layers; urls on one of them prove nothing',
  ],
  ['containers-image__oci-nomime.json', 'image: 3 layers, 122,487 bytes', 'by its shape'],
  ['containers-image__oci-zstd-layers.json', 'image: 3 layers, 122,487 bytes', 'zstd'],
  [
    'containers-image__oci1-httpd.json',
    'image linux/amd64: 5 layers, 71,936,145 bytes, 5 instructions',
    'annotations everywhere',
  ],
  ['ggcr__docker-v2s2-bazel.json', 'image linux/amd64: 1 layer, 167 bytes, 1 instruction', 'Bazel'],
  [
    'ggcr__hello-world-docker25-manifest.json',
    'image linux/arm64: 1 layer, 10,752 bytes, 1 instruction',
    'not compressed; its config descriptor has a platform',
  ],
  ['image-spec__exotic-digest-algorithms.json', 'image: 3 layers, 4,410 bytes', 'valid by the grammar'],
  ['regclient__image-2-layers.json', 'image: 2 layers, 209 bytes', 'BuildKit'],
  [
    'regclient__image-5-layers.json',
    'image linux/arm64: 5 layers, 642 bytes, 5 instructions',
    'six of eleven steps made no layer',
  ],
  [
    'textindex__docker-v2s2-windows-foreign-urls.json',
    'image: 2 layers, 8,666,391 bytes',
    'the config has no size; the foreign layer is not stored',
  ],
  ['trivy__docker-v2s2-nginx.json', 'image: 3 layers, 50,974,713 bytes', 'Docker'],

  ['buildx-docs__index-one-image-one-attestation.json', 'index: 2 children', 'a tool added properties'],
  ['containers-image__docker-schema2list-real.json', 'index: 7 children', "Docker's list"],
  ['containers-image__oci-index-nomime.json', 'index: 2 children', 'by its shape'],
  ['containers-image__oci-index-zstd-and-gzip.json', 'index: 6 children', 'platforms stand there twice'],
  ['containers-image__ocilist-variants.json', 'index: 6 children', 'variants of arm'],
  ['ggcr__hello-world-docker25-index-null-manifests.json', 'index: 0 children', 'null'],
  ['oras__empty-index.json', 'index: 0 children', 'nothing in it'],
  ['oras__index-with-subject.json', 'index: 3 children, about sha256:e2bfc9cc', 'a referrer'],
  ['regclient__index-of-artifacts.json', 'index application/example.artifacts: 2 children', 'no platforms'],
  [
    'regclient__index-subject-loop.json',
    'index application/example.loop: 1 child, about sha256:8e54c675',
    'its subject is its child: subjects are not followed',
  ],
  ['regclient__layout-index.json', 'index: 24 children', '26 references, some to one manifest'],
  ['rules_img__ubuntu-index-with-attestations.json', 'index: 12 children', 'attestations are children, too'],

  ['cosign__counter-signature-manifest.json', `artifact ${IMAGE_CONFIG}: 1 layer, 217 bytes`, 'a descriptor'],
  [
    'containers-image__NEG-oci-invalid-layer-media-type.json',
    `artifact ${IMAGE_CONFIG}: 1 layer, 51,354,364 bytes`,
    'nobody can unpack such a layer, but it is stored',
  ],
  ['ggcr__helm-chart-old.json', `artifact ${HELM}: 1 layer, 167 bytes`, 'a chart of the first Helm 3'],
  [
    'ggcr__layout-unknown-mediatype.json',
    'artifact: 1 layer, 423 bytes',
    'an index of one blob: to ask for it as a manifest would be in vain',
  ],
  [
    'image-spec__NEG-zero-layers.json',
    `artifact ${IMAGE_CONFIG}: 0 layers, 0 bytes`,
    'not valid, and written by tools all the same',
  ],
  [
    'image-spec__artifact-empty-config.json',
    'artifact application/vnd.example+type: 1 layer, 675,598 bytes',
    'the empty config',
  ],
  [
    'oras__artifact-zero-layers.json',
    'artifact referrer/image: 0 layers, 0 bytes, about sha256:9d84a571',
    'registries take it',
  ],
  [
    'oras__duplicate-layer-digests.json',
    'artifact application/vnd.unknown.config.v1+json: 3 layers, 6 bytes',
    'one file under two names counts once',
  ],
  [
    'rules_img__ubuntu-attestation-manifest.json',
    `artifact ${IMAGE_CONFIG}: 1 layer, 1,834,451 bytes`,
    'an image by its config, statements by its layers',
  ],
  [
    'soci__index-v1-rabbitmq.json',
    'artifact application/vnd.amazon.soci.index.v1+json: 3 layers, 3,157,568 bytes, about sha256:ab5a6272',
    'tables of contents',
  ],
  [
    'textindex__cosign-3-signatures-same-digest.json',
    `artifact ${IMAGE_CONFIG}: 3 layers, 254 bytes`,
    'three signatures of one payload, which counts once',
  ],
  ['textindex__helm-chart-spire.json', `artifact ${HELM}: 1 layer, 6,589 bytes`, 'no media type of its own'],

  ['containers-image__schema1-from-docker-httpd.json', SIGNED, 'no sizes'],
  ['containers-image__schema1-rhosp-nova.json', SIGNED, 'no sizes'],
  ['containers-image__schema1-signed-dup-blobsum.json', SIGNED, 'no sizes'],
  [
    'containers-image__schema1-unsigned.json',
    'unsupported, application/vnd.docker.distribution.manifest.v1+json',
    'no sizes',
  ],
  [
    'containers-image__NEG-schema1-invalid-signatures.json',
    SIGNED,
    'nobody looks at the signatures of what is not read',
  ],

  ['containers-image__NEG-non-json.bin', 'MANIFEST_INVALID', 'PGP'],
  [
    'image-spec__NEG-config-size-string-and-duplicate-config-key.json',
    'MANIFEST_INVALID',
    'cut in the middle: not JSON',
  ],
  ['image-spec__NEG-layer-size-string.json', 'MANIFEST_INVALID', 'a size in quotes'],
  ['image-spec__NEG-subject-not-a-descriptor.json', 'MANIFEST_INVALID', 'text where a descriptor belongs'],
];
