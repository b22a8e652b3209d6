import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  ECRClient,
  type ImageDetail,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach } from 'vitest';
import { createEcrRegistry } from '../../src/adapters/ecr-registry.ts';
import { describeImagesOf } from './describe-images.ts';

/** For the tests of one file: the registry adapter before an ECR that is new for each test and describes images. */
export function useDescribedRegistry() {
  const client = new ECRClient({ region: 'eu-west-1' });
  const ecr = mockClient(client);
  beforeEach(() => ecr.reset());

  const registry = createEcrRegistry({
    clientFor: () => client,
    download: () => Promise.reject(new Error('nothing is to be downloaded')),
  });

  /** From now on ECR has these images, and has not been asked. */
  function holds(details: readonly ImageDetail[]): void {
    ecr.reset();
    ecr.on(DescribeImagesCommand).callsFake(describeImagesOf(details));
  }

  /** What it was asked. */
  function inputs(): DescribeImagesCommandInput[] {
    return ecr.commandCalls(DescribeImagesCommand).map((call) => call.args[0].input);
  }

  return { ecr, registry, holds, inputs };
}
