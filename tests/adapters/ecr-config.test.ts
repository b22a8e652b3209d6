import {
  ECRClient,
  ECRServiceException,
  GetDownloadUrlForLayerCommand,
  LayerInaccessibleException,
  LayersNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BlobDownload } from '../../src/adapters/blob-download.ts';
import { createEcrRegistry } from '../../src/adapters/ecr-registry.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { ConfigAnswer } from '../../src/domain/registry-ports.ts';

const REPOSITORY = { accountId: '210987654321', region: 'eu-west-1', repository: 'team/web' };
const CONFIG = digestOf('config');
const $metadata = {};

const client = new ECRClient({ region: 'eu-west-1' });
const ecr = mockClient(client);
beforeEach(() => ecr.reset());

const unused: BlobDownload = () => Promise.reject(new Error('nothing is to be downloaded'));
const registry = createEcrRegistry({ clientFor: () => client, download: unused });

describe('getConfig', () => {
  test('downloads what the URL for the blob leads to', async () => {
    const downloads: unknown[] = [];
    const found: ConfigAnswer = { outcome: 'found', text: '{}' };
    const download: BlobDownload = async (...call) => {
      downloads.push(call);
      return found;
    };
    ecr.on(GetDownloadUrlForLayerCommand).resolves({ downloadUrl: 'https://bucket.s3.amazonaws.com/?X=1' });

    const answer = await createEcrRegistry({ clientFor: () => client, download }).getConfig(
      REPOSITORY,
      CONFIG,
    );

    expect(answer).toBe(found);
    expect(downloads).toEqual([['https://bucket.s3.amazonaws.com/?X=1', REPOSITORY]]);
    expect(ecr.commandCalls(GetDownloadUrlForLayerCommand)[0]?.args[0].input).toEqual({
      registryId: '210987654321',
      repositoryName: 'team/web',
      layerDigest: CONFIG,
    });
  });

  test.each([
    new LayersNotFoundException({ message: '', $metadata }),
    new LayerInaccessibleException({ message: '', $metadata }),
  ])('%s: the config is missing', async (error) => {
    ecr.on(GetDownloadUrlForLayerCommand).rejects(error);

    expect(await registry.getConfig(REPOSITORY, CONFIG)).toEqual({ outcome: 'missing' });
  });

  test.each([
    [new RepositoryNotFoundException({ message: '', $metadata }), 'RepositoryNotFoundError'],
    [exception('UnableToGetUpstreamLayerException'), 'RegistryUnavailableError'],
    [exception('ThrottlingException'), 'RegistryUnavailableError'],
    [exception('AccessDeniedException'), 'AccessDeniedError'],
  ])('%s fails with %s', async (cause, name) => {
    ecr.on(GetDownloadUrlForLayerCommand).rejects(cause);

    await expect(registry.getConfig(REPOSITORY, CONFIG)).rejects.toMatchObject({ name, cause });
  });

  test('an answer without a URL is asked for again', async () => {
    ecr.on(GetDownloadUrlForLayerCommand).resolves({});

    await expect(registry.getConfig(REPOSITORY, CONFIG)).rejects.toMatchObject({
      name: 'RegistryUnavailableError',
      details: { digest: CONFIG },
    });
  });
});

function exception(name: string): ECRServiceException {
  return new ECRServiceException({ name, $fault: 'client', $metadata });
}
