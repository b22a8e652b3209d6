import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEcrCatalog } from '../../src/adapters/ecr-catalog.ts';
import { createEcrRegistry } from '../../src/adapters/ecr-registry.ts';
import { digestOf, isDigest } from '../../src/domain/digest.ts';
import { ServiceError } from '../../src/domain/errors.ts';
import { sizeOf } from '../../src/domain/image.ts';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { instructionsOfLayers } from '../../src/domain/instructions.ts';
import { readImage } from '../../src/domain/read-image.ts';
import { plural } from '../../src/local/plural.ts';
import { REGISTRY, REPOSITORY } from '../support/builders.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';
import { CONFIGS } from './collected-configs.ts';
import { MANIFESTS } from './collected-documents.ts';
import { describeWith } from './suite.ts';

/** Answers of ECR, which adapters read, and documents about the folder itself. */
const OTHERS = [
  'README.md',
  'aws-docs__ecr-batch-get-image-response.json',
  'aws-docs__ecr-describe-images-helm.json',
  'c7n__ecr-describe-images-2.json',
  'c7n__ecr-describe-repositories.json',
];

describeWith('documents that others have published', ['LAYERWATCH_DATA'], (path) => {
  const folder = join(path('LAYERWATCH_DATA'), 'fixtures');
  const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
  const registry = new InMemoryRegistry();
  for (const [name] of CONFIGS)
    registry.configs.set(digestOf(textOf(name)), { outcome: 'found', text: textOf(name) });

  test('have an expectation, each of them', () => {
    const expected = [...MANIFESTS, ...CONFIGS].map(([name]) => name);

    expect(readdirSync(folder).sort()).toEqual([...expected, ...OTHERS].sort());
  });

  test.each(MANIFESTS)('%s is: %s (%s)', async (name, expected) => {
    expect(await whatIs(registry, textOf(name))).toBe(expected);
  });

  test.each(CONFIGS)('%s is: %s (%s)', (name, expected) => {
    const { ImageConfig: config } = JSON.parse(textOf(name));

    expect(whatSays(config === undefined ? textOf(name) : JSON.stringify(config))).toBe(expected);
  });

  describe('answers of ECR', () => {
    const client = new ECRClient({ region: REGISTRY.region });
    const ecr = mockClient(client);
    beforeEach(() => ecr.reset());
    const catalog = createEcrCatalog({ clientFor: () => client });

    test('BatchGetImage: the manifest is text, and hashes to the digest', async () => {
      const answer = JSON.parse(textOf('aws-docs__ecr-batch-get-image-response.json'));
      ecr.on(BatchGetImageCommand).resolves(answer);
      const digest = answer.images[0].imageId.imageDigest;
      const download = () => Promise.reject(new Error('nothing is to be downloaded'));

      const answers = await createEcrRegistry({ clientFor: () => client, download }).getManifests(
        REPOSITORY,
        [digest],
      );

      const found = answers.get(digest);
      const text = found?.outcome === 'found' ? found.text : '';
      expect(digestOf(text)).toBe(digest);
      expect(await whatIs(registry, text)).toBe('image: 1 layer, 91,768,077 bytes');
    });

    test('DescribeImages: a digest with EXAMPLE in it is none, and is passed over', async () => {
      ecr.on(DescribeImagesCommand).resolves(JSON.parse(textOf('aws-docs__ecr-describe-images-helm.json')));

      expect((await catalog.images(REPOSITORY, null)).items).toEqual([]);
    });

    test('DescribeImages of 2018, which knew no storage classes', async () => {
      const { imageDetails } = JSON.parse(textOf('c7n__ecr-describe-images-2.json')).data;
      const [detail] = imageDetails;
      ecr
        .on(DescribeImagesCommand)
        .resolves({ imageDetails: [{ ...detail, imagePushedAt: new Date('2018-10-18T12:32:40Z') }] });

      const { items } = await catalog.images(REPOSITORY, null);

      expect(isDigest(detail.imageDigest)).toBe(true);
      expect(items).toEqual([
        {
          digest: detail.imageDigest,
          tags: ['latest'],
          pushedAt: '2018-10-18T12:32:40.000Z',
          storageClass: 'standard',
        },
      ]);
    });

    test('DescribeRepositories', async () => {
      ecr
        .on(DescribeRepositoriesCommand)
        .resolves(JSON.parse(textOf('c7n__ecr-describe-repositories.json')).data);

      const { items } = await catalog.repositories(REGISTRY, { limit: 10, cursor: null });

      expect(items.map(({ repository, encryption }) => `${repository} ${encryption.type}`)).toEqual([
        'jenkins AES256',
        'alpine AES256',
        'nginx AES256',
        'log4j-test AES256',
      ]);
    });
  });
});

/** In a line what a manifest comes to, as a registry without a word about its type gives it. */
async function whatIs(registry: InMemoryRegistry, text: string): Promise<string> {
  const read = await readImage(registry, REPOSITORY, text, null).catch((error: unknown) => {
    if (error instanceof ServiceError) return error.code;
    throw error;
  });
  if (typeof read === 'string') return read;
  const { kind, mediaType, platform, layers, children, artifactType, subject } = read.content;
  if (kind === 'unsupported') return `unsupported, ${mediaType}`;
  const instructions = layers.filter(({ instruction }) => instruction !== null).length;
  const held =
    kind === 'index' && layers.length === 0
      ? [plural(children.length, 'child', 'children')]
      : [plural(layers.length, 'layer'), plural(sizeOf(layers), 'byte')];
  return [
    `${[kind, platform ?? artifactType].filter(Boolean).join(' ')}: ${held.join(', ')}`,
    ...(instructions > 0 ? [plural(instructions, 'instruction')] : []),
    ...(subject ? [`about ${subject.slice(0, 'sha256:'.length + 8)}`] : []),
  ].join(', ');
}

/** In a line what a config says. */
function whatSays(text: string): string {
  const { platform, diffIds, history } = parseImageConfig(text);
  const instructions = instructionsOfLayers(history, diffIds.length).filter(Boolean).length;
  const counts = [
    plural(diffIds.length, 'diff ID'),
    plural(history.length, 'step'),
    plural(instructions, 'instruction'),
  ];
  return `${platform ?? 'no platform'}: ${counts.join(', ')}`;
}
