import type { Digest } from '../domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../domain/media-type.ts';
import type { MemorySource } from './manifest-source.ts';
import { descriptorOf, type PutManifest, putManifest, sampleLayer } from './sample-image.ts';

/** An image with the platform its index lists it under. */
export interface IndexedImage {
  readonly manifest: PutManifest;
  readonly architecture: string;
}

/** Puts an index of images and, where there is one, the attestation of the first of them. */
export function putIndex(
  source: MemorySource,
  repository: string,
  images: readonly IndexedImage[],
  attestation: PutManifest | null,
): PutManifest {
  const entries = images.map(({ manifest, architecture }) => ({
    ...descriptorOf(manifest),
    platform: { architecture, os: 'linux' },
  }));
  return putManifest(source, repository, OCI_INDEX, {
    manifests: attestation
      ? [...entries, attestationEntry(attestation, images[0]?.manifest.digest ?? '')]
      : entries,
  });
}

/** https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md */
function attestationEntry(attestation: PutManifest, subject: string): object {
  return {
    ...descriptorOf(attestation),
    annotations: {
      'vnd.docker.reference.digest': subject,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  };
}

/** Puts a BuildKit attestation: it calls itself an image, and is none. */
export function putAttestation(source: MemorySource, repository: string, subject: Digest): PutManifest {
  return putArtifact(source, repository, {
    configMediaType: 'application/vnd.oci.image.config.v1+json',
    configText: JSON.stringify({ architecture: 'unknown', os: 'unknown', subject }),
    layerMediaType: 'application/vnd.in-toto+json',
    content: `provenance of ${subject}`,
    sizeBytes: 1_700_000,
  });
}

/** Puts a Helm chart. */
export function putChart(source: MemorySource, repository: string, version: string): PutManifest {
  return putArtifact(source, repository, {
    configMediaType: 'application/vnd.cncf.helm.config.v1+json',
    configText: JSON.stringify({ apiVersion: 'v2', name: repository.split('/').at(-1), version }),
    layerMediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    content: `${repository} ${version}`,
    sizeBytes: 9_300,
  });
}

/** Puts an SBOM that refers to an image, as an OCI 1.1 artifact. */
export function putSbom(source: MemorySource, repository: string, subject: PutManifest): PutManifest {
  return putArtifact(source, repository, {
    configMediaType: 'application/vnd.oci.empty.v1+json',
    configText: '{}',
    layerMediaType: 'application/spdx+json',
    content: `packages of ${subject.digest}`,
    sizeBytes: 310_000,
    more: { artifactType: 'application/spdx+json', subject: descriptorOf(subject) },
  });
}

interface Artifact {
  readonly configMediaType: string;
  readonly configText: string;
  readonly layerMediaType: string;
  readonly content: string;
  readonly sizeBytes: number;
  readonly more?: object;
}

function putArtifact(source: MemorySource, repository: string, artifact: Artifact): PutManifest {
  const { digest, sizeBytes } = sampleLayer(artifact.content, artifact.sizeBytes);
  return putManifest(source, repository, OCI_MANIFEST, {
    ...artifact.more,
    config: {
      mediaType: artifact.configMediaType,
      digest: source.putBlob(repository, artifact.configText),
      size: Buffer.byteLength(artifact.configText),
    },
    layers: [{ mediaType: artifact.layerMediaType, digest, size: sizeBytes }],
  });
}
