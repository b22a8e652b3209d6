import { ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll } from 'vitest';
import { startEcrEndpoint } from '../../src/local/ecr-endpoint.ts';
import type { EcrSettings } from '../../src/local/ecr-settings.ts';
import type { LocalServer } from '../../src/local/http-server.ts';
import type { RegistrySource } from '../../src/local/image-catalog.ts';
import { REGISTRY } from '../support/builders.ts';

interface LocalEcr {
  readonly client: ECRClient;
  readonly origin: string;
}

/** The local ECR for the tests of a file, and a client of it that asks once only. */
export function withLocalEcr(source: RegistrySource, settings?: Partial<EcrSettings>): () => LocalEcr {
  let server: LocalServer | undefined;
  let client: ECRClient | undefined;

  beforeAll(async () => {
    server = await startEcrEndpoint(source, REGISTRY, settings);
    client = new ECRClient({
      endpoint: server.origin,
      region: REGISTRY.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterAll(() => server?.close());

  return () => {
    if (!server || !client) throw new Error('only within a test');
    return { client, origin: server.origin };
  };
}
