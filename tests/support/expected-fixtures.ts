import type { ImageContent } from '../../src/domain/image.ts';

const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';
const HELM = 'application/vnd.cncf.helm.config.v1+json';
const SOCI = 'application/vnd.amazon.soci.index';
const CACHE = 'application/vnd.buildkit.cacheconfig.v0';

interface Expected {
  readonly kind: ImageContent['kind'];
  /** Stored ones, a repeated one as often as it stands there. */
  readonly layers: number;
  readonly sizeBytes: number;
  /** By name; a name without a file is missing from the registry. */
  readonly children?: readonly string[];
  readonly artifactType?: string;
  readonly subject?: string;
}

const image = (layers: number, sizeBytes: number): Expected => ({ kind: 'image', layers, sizeBytes });
const index = (...children: readonly string[]): Expected => ({
  kind: 'index',
  layers: 0,
  sizeBytes: 0,
  children,
});
const artifact = (
  layers: number,
  sizeBytes: number,
  more: Pick<Expected, 'artifactType' | 'subject'>,
): Expected => ({ kind: 'artifact', layers, sizeBytes, ...more });
const UNSUPPORTED: Expected = { kind: 'unsupported', layers: 0, sizeBytes: 0 };

/** What each of the fixtures is, by its name, and why. */
export const EXPECTED: readonly (readonly [name: string, reason: string, expected: Expected])[] = [
  ['image-docker', 'Docker v2, schema 2', image(2, 30_002_000)],
  ['image-oci', 'OCI', image(2, 30_002_000)],
  ['image-no-media-type', 'by its shape, where nobody says what it is', image(1, 500)],
  ['image-octet-stream-config', 'the layers tell, as on Docker Hub in 2016', image(1, 51_000_000)],
  ['image-empty-config', 'a config that says nothing is one all the same', image(1, 40)],
  ['image-foreign-layers', 'two foreign layers are not stored; urls prove nothing', image(1, 12_000)],
  ['image-compressions', 'gzip, zstd, none, by the names of both families', image(5, 20_240)],
  ['image-encrypted', 'layers that nobody can look into have a size', image(3, 17_700)],
  ['image-repeated-layer', 'the empty layer stands there three times, and counts once', image(5, 6_132)],
  ['image-soci-v2', 'a SOCI index annotates its image: it stays an image', image(1, 80_000_000)],
  ['schema1', 'no sizes are stated', UNSUPPORTED],
  ['schema1-signed', 'no sizes are stated', UNSUPPORTED],
  ['index-docker-list', "Docker's", index('image-docker', 'nowhere')],
  [
    'index-no-media-type',
    'nor one of its own, nor one of a child',
    index('image-oci', 'image-no-media-type'),
  ],
  ['index-nested', 'indexes are children, too', index('index-attested', 'index-docker-list')],
  ['index-null', 'docker save of version 25', index()],
  ['index-empty', 'nothing is in it', index()],
  [
    'index-one-platform-twice',
    'one child per compression, and one of them again',
    index('image-oci', 'image-compressions'),
  ],
  ['index-attested', 'what is for unknown/unknown is a child', index('image-oci', 'attestation')],
  ['index-missing-children', 'only some were copied', index('nowhere', 'nowhere else')],
  ['index-of-itself', 'nothing is read to find out', index('index-of-itself', 'image-oci')],
  ['index-in-a-circle', 'through another', index('index-in-a-circle-too')],
  [
    'index-in-a-circle-too',
    'a subject is not followed',
    { ...index('index-in-a-circle', 'image-oci'), subject: 'index-in-a-circle' },
  ],
  [
    'index-of-artifacts',
    'an index may have a type, and be about an image',
    {
      ...index('signature-bundle'),
      artifactType: 'application/vnd.example.collection',
      subject: 'image-oci',
    },
  ],
  ['index-soci-v2', 'the SOCI index is a child beside its image', index('image-soci-v2', 'soci-v2')],
  [
    'index-with-a-blob',
    'what is no manifest is no child, and is stored',
    { ...index('image-oci'), layers: 1, sizeBytes: 7_143 },
  ],
  ['index-of-blobs', 'without a child it is no index; nothing says what it is', artifact(1, 423, {})],
  [
    'attestation',
    'BuildKit: statements below an image config',
    artifact(2, 129_000, { artifactType: IMAGE_CONFIG }),
  ],
  [
    'attestation-artifact',
    'BuildKit, as OCI 1.1 has it',
    artifact(1, 110_000, {
      artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
      subject: 'image-oci',
    }),
  ],
  [
    'artifact-typed',
    'artifactType, with the empty config',
    artifact(1, 2, { artifactType: 'application/vnd.example.report' }),
  ],
  [
    'artifact-about-an-image',
    'a subject alone makes an artifact of what looks like an image',
    artifact(1, 300, { artifactType: IMAGE_CONFIG, subject: 'image-oci' }),
  ],
  [
    'artifact-no-layers',
    'there is nothing to compare with another',
    artifact(0, 0, { artifactType: IMAGE_CONFIG }),
  ],
  [
    'artifact-repeated-file',
    'ORAS: files are called layers; one of two names counts once',
    artifact(2, 3, { artifactType: 'application/vnd.unknown.config.v1+json' }),
  ],
  [
    'signature-cosign',
    'an image config; two signatures of one payload',
    artifact(2, 240, { artifactType: IMAGE_CONFIG }),
  ],
  [
    'signature-bundle',
    'cosign, as OCI 1.1 has it',
    artifact(1, 3_400, {
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      subject: 'image-oci',
    }),
  ],
  [
    'soci-v1',
    'by the type of its config',
    artifact(2, 1_950_000, { artifactType: `${SOCI}.v1+json`, subject: 'image-soci-v2' }),
  ],
  [
    'soci-v1-typed',
    'by its artifactType',
    artifact(1, 90_000, { artifactType: `${SOCI}.v1+json`, subject: 'image-soci-v2' }),
  ],
  ['soci-v2', 'it has no subject', artifact(1, 800_000, { artifactType: `${SOCI}.v2+json` })],
  ['helm-chart', 'a tar as well', artifact(1, 9_300, { artifactType: HELM })],
  ['helm-chart-old', 'of the first Helm 3', artifact(1, 3_800, { artifactType: HELM })],
  [
    'cache',
    'layers of an image, and a config that is none',
    artifact(2, 40_001_000, { artifactType: CACHE }),
  ],
  [
    'cache-index',
    'before BuildKit 0.21: the same as an index, no child of which is to be fetched',
    artifact(2, 50_002_000, { artifactType: CACHE }),
  ],
];
