import { type Digest, digestOf } from '../domain/digest.ts';
import * as mediaTypes from '../domain/media-type.ts';
import type { MemorySource, StoredManifest } from './manifest-source.ts';

/** A layer of the sample organisation: nothing but its identity and its size. */
export interface SampleLayer {
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly sizeBytes: number;
}

/** A Dockerfile instruction and the layer it made, if it made one. */
export interface SampleStep {
  readonly instruction: string;
  readonly layer: SampleLayer | null;
  /** It left no history. */
  readonly isBare?: boolean;
}

/** Who built the image: each writes its history in its own way, and podman compresses every layer anew. */
export type Builder = 'buildkit' | 'classic' | 'podman';

export interface SampleImage {
  readonly steps: readonly SampleStep[];
  readonly architecture: 'amd64' | 'arm64';
  readonly builder: Builder;
}

/** A manifest that was put into a source. */
export interface PutManifest extends StoredManifest {
  readonly digest: Digest;
}

/** A layer is named by what is in it; its size is within 1.5 % of the one given, always the same for the same content. */
export function sampleLayer(content: string, sizeBytes: number): SampleLayer {
  const diffId = digestOf(`uncompressed ${content}`);
  const wobble = Number.parseInt(diffId.slice(-6), 16) / 2 ** 24 - 0.5;
  return {
    digest: digestOf(`compressed ${content}`),
    diffId,
    sizeBytes: Math.round(sizeBytes * (1 + 0.03 * wobble)),
  };
}

/** Puts config and manifest of an image. */
export function putImage(source: MemorySource, repository: string, image: SampleImage): PutManifest {
  const layers = image.steps.flatMap(({ layer }) => layer ?? []);
  const configText = JSON.stringify({
    architecture: image.architecture,
    os: 'linux',
    config: containerConfig(image.steps),
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: image.steps.filter(({ isBare }) => !isBare).map((step) => historyEntry(step, image.builder)),
  });
  const docker = image.builder === 'classic';
  const stored = image.builder === 'podman' ? layers.map(recompressed) : layers;
  return putManifest(source, repository, docker ? mediaTypes.DOCKER_MANIFEST : mediaTypes.OCI_MANIFEST, {
    config: {
      mediaType: docker
        ? 'application/vnd.docker.container.image.v1+json'
        : 'application/vnd.oci.image.config.v1+json',
      digest: source.putBlob(repository, configText),
      size: Buffer.byteLength(configText),
    },
    layers: stored.map(({ digest, sizeBytes }) => ({
      mediaType: docker
        ? 'application/vnd.docker.image.rootfs.diff.tar.gzip'
        : 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest,
      size: sizeBytes,
    })),
  });
}

/** What the steps say of the containers, as a builder writes it down. */
function containerConfig(steps: readonly SampleStep[]): object {
  const said = (keyword: string) =>
    steps.flatMap(({ instruction }) =>
      instruction.startsWith(`${keyword} `) ? instruction.slice(keyword.length + 1) : [],
    );
  const [workingDir, entrypoint] = [said('WORKDIR').at(-1), said('ENTRYPOINT').at(-1)];
  return {
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...said('ENV').flatMap((variables) => variables.split(' ')),
    ],
    ...(workingDir && { WorkingDir: workingDir }),
    ...(entrypoint?.startsWith('[') && { Entrypoint: JSON.parse(entrypoint) }),
  };
}

/** Puts a manifest of any kind; `content` follows the fields all of them begin with. */
export function putManifest(
  source: MemorySource,
  repository: string,
  mediaType: string,
  content: object,
): PutManifest {
  const text = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
  return { text, mediaType, digest: source.putManifest(repository, { text, mediaType }) };
}

/** How a manifest is referred to in an index. */
export function descriptorOf({ mediaType, digest, text }: PutManifest): object {
  return { mediaType, digest, size: Buffer.byteLength(text) };
}

/** `created` is left out, as reproducible builds do: the same seed makes the same bytes on any day. */
function historyEntry({ instruction, layer }: SampleStep, builder: Builder): object {
  return {
    created_by: builder === 'buildkit' ? buildkitHistory(instruction) : classicHistory(instruction, layer),
    ...(builder === 'buildkit' && { comment: 'buildkit.dockerfile.v0' }),
    ...(layer === null && { empty_layer: true }),
  };
}

/** `RUN /bin/sh -c npm ci # buildkit`, `COPY dist/ ./ # buildkit`, `CMD ["index.handler"]` */
function buildkitHistory(instruction: string): string {
  if (instruction.startsWith('RUN ')) return `RUN /bin/sh -c ${instruction.slice('RUN '.length)} # buildkit`;
  return /^(COPY|ADD|WORKDIR) /.test(instruction) ? `${instruction} # buildkit` : instruction;
}

/** `/bin/sh -c npm ci`, `/bin/sh -c #(nop) COPY dir:… in /app`, `/bin/sh -c #(nop)  CMD ["java"]` */
function classicHistory(instruction: string, layer: SampleLayer | null): string {
  if (instruction.startsWith('RUN ')) return `/bin/sh -c ${instruction.slice('RUN '.length)}`;
  const copy = /^(COPY|ADD) (.*) (\S+)$/.exec(instruction);
  if (!copy || !layer) return `/bin/sh -c #(nop)  ${instruction}`;
  const kind = /[./]$/.test(copy[2] ?? '') ? 'dir' : 'file';
  return `/bin/sh -c #(nop) ${copy[1]} ${kind}:${layer.diffId.slice('sha256:'.length)} in ${copy[3]} `;
}

/** The same content in other bytes: same diff ID, another digest. */
function recompressed({ diffId, sizeBytes }: SampleLayer): SampleLayer {
  return { digest: digestOf(`podman ${diffId}`), diffId, sizeBytes: Math.round(sizeBytes * 1.012) };
}
