import { ECRClient } from '@aws-sdk/client-ecr';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createEcrPullTimeExclusions } from '../adapters/ecr-pull-time-exclusions.ts';
import { createRateLimit, limitCalls } from '../adapters/rate-limit.ts';
import { createPullTimeGuard, type PullTimeGuard } from '../domain/guarded-registry.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';
import { CLIENT } from './runtime-settings.ts';
import type { Settings } from './settings.ts';

/** The client for one registry: a client speaks to its own region only. */
export type EcrClients = (registry: RegistryId) => ECRClient;

export function pullTimeGuard(settings: Settings, clientFor: EcrClients): PullTimeGuard {
  return createPullTimeGuard({
    exclusions: createEcrPullTimeExclusions({ clientFor }),
    roleArns: settings.readerRoleArns,
    policy: settings.pullTimePolicy,
  });
}

/** Made when a message is first given up: that takes longer than to load it, and hardly any function ever does it. */
export function sqsClient(): () => SQSClient {
  let client: SQSClient | undefined;
  return () => {
    client ??= new SQSClient(CLIENT);
    return client;
  };
}

/**
 * One client per region, made when it is first needed. It tries twice and no more: the queue tries again later, and
 * that is gentler on an ECR that throttles than a function that waits, with its other messages waiting behind it.
 */
export function ecrClients(): EcrClients {
  const clients = new Map<string, ECRClient>();
  return ({ region }) => {
    const client = clients.get(region) ?? new ECRClient({ ...CLIENT, region, maxAttempts: 2 });
    clients.set(region, client);
    return client;
  };
}

/**
 * One client per registry, which waits rather than gives up: nothing is behind a reconciliation. A page of a thousand
 * images takes ECR longer than a manifest.
 */
export function gentleEcrClients(callsPerSecond: number): EcrClients {
  const clients = new Map<string, ECRClient>();
  return (registry) => {
    const name = formatRegistry(registry);
    const known = clients.get(name);
    if (known) return known;
    const client = new ECRClient({
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 20_000 },
      region: registry.region,
      retryMode: 'adaptive',
      maxAttempts: 8,
    });
    limitCalls(client, createRateLimit(callsPerSecond));
    clients.set(name, client);
    return client;
  };
}
