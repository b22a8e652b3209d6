import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { run } from './programs.ts';

/** A step of a build: this many bytes that cannot be compressed, so that the layer is about as large. */
interface RealStep {
  readonly instruction: string;
  readonly bytes: number;
}

/** Images with real layers in an OCI layout on disk, made by umoci and pushed by skopeo. */
export interface OciImages {
  /** Adds an image: the layers of `from`, if any, and one more for each step. */
  build(
    name: string,
    steps: readonly RealStep[],
    more?: { readonly from?: string; readonly architecture?: string },
  ): Promise<void>;
  /** Adds an index of these images, in the order of their platforms. */
  index(name: string, platforms: Readonly<Record<string, string>>): Promise<void>;
  /** Pushes to `127.0.0.1:5000/team/orders:1.0.0`, an index with all its children; answers the digest it has there. */
  push(name: string, reference: string, more?: { readonly format?: 'v2s2' }): Promise<string>;
}

interface ImageLayout {
  readonly manifests: readonly {
    readonly digest: string;
    readonly size: number;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

const REF_NAME = 'org.opencontainers.image.ref.name';

export async function createOciImages(
  directory: string,
  { umoci, skopeo }: { readonly umoci: string; readonly skopeo: string },
): Promise<OciImages> {
  const layout = join(directory, 'images');
  const indexFile = join(layout, 'index.json');
  await mkdir(directory, { recursive: true });
  await run(umoci, ['init', '--layout', layout]);

  async function descriptors(): Promise<ImageLayout> {
    return JSON.parse(await readFile(indexFile, 'utf8'));
  }

  async function putIndex(name: string, text: string): Promise<void> {
    const before = await descriptors();
    const digest = digestOf(text);
    const descriptor = {
      mediaType: OCI_INDEX,
      digest,
      size: Buffer.byteLength(text),
      annotations: { [REF_NAME]: name },
    };
    await writeFile(join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length)), text);
    await writeFile(indexFile, JSON.stringify({ ...before, manifests: [...before.manifests, descriptor] }));
  }

  return {
    async build(name, steps, { from, architecture = 'amd64' } = {}) {
      const image = `${layout}:${name}`;
      await run(umoci, from ? ['tag', '--image', `${layout}:${from}`, name] : ['new', '--image', image]);
      await run(umoci, ['config', '--no-history', '--image', image, '--architecture', architecture]);
      for (const { instruction, bytes } of steps) {
        const file = join(directory, 'content');
        await writeFile(file, randomBytes(bytes));
        const history = ['--history.created_by', instruction];
        await run(umoci, ['insert', '--rootless', ...history, '--image', image, file, '/opt/content']);
      }
    },

    async index(name, platforms) {
      const { manifests } = await descriptors();
      const children = Object.entries(platforms).map(([architecture, child]) => {
        const image = manifests.find(({ annotations }) => annotations?.[REF_NAME] === child);
        if (!image) throw new Error(`there is no image ${child}`);
        const { digest, size } = image;
        return { mediaType: OCI_MANIFEST, digest, size, platform: { os: 'linux', architecture } };
      });
      await putIndex(name, JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: children }));
    },

    async push(name, reference, { format } = {}) {
      const digestFile = join(directory, 'digest');
      await run(skopeo, [
        '--insecure-policy',
        'copy',
        '--quiet',
        '--all',
        '--dest-tls-verify=false',
        ...(format ? ['--format', format] : []),
        '--digestfile',
        digestFile,
        `oci:${layout}:${name}`,
        `docker://${reference}`,
      ]);
      return (await readFile(digestFile, 'utf8')).trim();
    },
  };
}
