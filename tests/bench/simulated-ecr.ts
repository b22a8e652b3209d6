import * as ecr from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { createEcrCatalog } from '../../src/adapters/ecr-catalog.ts';
import { createEcrRegistry } from '../../src/adapters/ecr-registry.ts';
import { Digest } from '../../src/domain/digest.ts';
import type { Catalog, Registry } from '../../src/domain/registry-ports.ts';
import { type BuiltImage, REGISTRY } from '../support/builders.ts';
import { describeImagesOf } from '../support/describe-images.ts';

const $metadata = {};
const BLOBS = 'https://blobs.test/';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** To be awaited before each call, and before each download of a blob. */
interface Before {
  readonly call: (operation: string) => Promise<void>;
  readonly download: () => Promise<void>;
}

interface StoredImage {
  readonly detail: ecr.ImageDetail;
  readonly manifest: string;
}

/** What Amazon ECR holds, behind the adapters that ask it. */
export class SimulatedEcr {
  readonly #repositories = new Map<string, Map<Digest, StoredImage>>();
  readonly #configs = new Map<Digest, string>();

  /** Stores an image; its tags move to it. */
  push(repository: string, image: BuiltImage, tags: readonly string[], pushedAt: Date): void {
    const images = this.#repositories.get(repository) ?? new Map<Digest, StoredImage>();
    this.#repositories.set(repository, images);
    for (const { detail } of images.values())
      detail.imageTags = detail.imageTags?.filter((tag) => !tags.includes(tag));
    const detail = { imageDigest: image.digest, imageTags: [...tags], imagePushedAt: pushedAt };
    images.set(image.digest, { detail, manifest: image.manifest });
    this.#configs.set(image.configDigest, image.config);
  }

  delete(repository: string, digest: Digest): void {
    this.#repositories.get(repository)?.delete(digest);
  }

  /** The adapters of one process. */
  connect(before: Before): { readonly registry: Registry; readonly catalog: Catalog } {
    const client = this.#client(before);
    const clientFor = () => client;
    const registry = createEcrRegistry({
      clientFor,
      download: async (url) => {
        await before.download();
        const text = this.#configs.get(Digest.parse(url.slice(BLOBS.length)));
        return text === undefined ? { outcome: 'missing' } : { outcome: 'found', text };
      },
    });
    return { registry, catalog: createEcrCatalog({ clientFor }) };
  }

  #client(before: Before): ecr.ECRClient {
    const client = new ecr.ECRClient({ region: REGISTRY.region, credentials });
    const answers = mockClient(client);
    answers.on(ecr.DescribeRepositoriesCommand).callsFake(async () => {
      await before.call('DescribeRepositories');
      return {
        $metadata,
        repositories: [...this.#repositories.keys()].map((repositoryName) => ({ repositoryName })),
      };
    });
    answers.on(ecr.GetAccountSettingCommand).callsFake(async () => {
      await before.call('GetAccountSetting');
      return { $metadata, value: 'DISABLED' };
    });
    answers.on(ecr.DescribePullThroughCacheRulesCommand).callsFake(async () => {
      await before.call('DescribePullThroughCacheRules');
      return { $metadata };
    });
    answers.on(ecr.ListTagsForResourceCommand).callsFake(async () => {
      await before.call('ListTagsForResource');
      return { $metadata };
    });
    answers.on(ecr.DescribeImagesCommand).callsFake(async (input: ecr.DescribeImagesCommandInput) => {
      await before.call('DescribeImages');
      const details = this.#imagesOf(input.repositoryName).map(([, { detail }]) => detail);
      return input.imageIds ? describeImagesOf(details)(input) : { $metadata, imageDetails: details };
    });
    answers.on(ecr.BatchGetImageCommand).callsFake(async (input: ecr.BatchGetImageCommandInput) => {
      await before.call('BatchGetImage');
      const asked = new Set(input.imageIds?.map(({ imageDigest }) => imageDigest));
      const found = this.#imagesOf(input.repositoryName).filter(([digest]) => asked.has(digest));
      return {
        $metadata,
        images: found.map(([imageDigest, { manifest: imageManifest }]) => ({
          imageId: { imageDigest },
          imageManifest,
        })),
      };
    });
    answers
      .on(ecr.GetDownloadUrlForLayerCommand)
      .callsFake(async ({ layerDigest }: ecr.GetDownloadUrlForLayerCommandInput) => {
        await before.call('GetDownloadUrlForLayer');
        return { $metadata, downloadUrl: `${BLOBS}${layerDigest}` };
      });
    return client;
  }

  #imagesOf(repository = ''): (readonly [Digest, StoredImage])[] {
    return [...(this.#repositories.get(repository) ?? [])];
  }
}
