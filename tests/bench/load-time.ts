import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../src/local/build.ts';
import { type Measurement, median, round } from './measurement.ts';

const ROUNDS = 40;
const ENVIRONMENT = {
  TABLE_NAME: 'layerwatch',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  AWS_REGION: 'eu-west-1',
};
// What the product uses of the clients, and nothing else.
const SDK_ONLY = `
  import { BatchGetImageCommand, ECRClient, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
  import {
    BatchGetItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand,
  } from '@aws-sdk/client-dynamodb';
  import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  export const clients = [new DynamoDBClient({}), new SNSClient({}), new SQSClient({}), new ECRClient({})];
  export const commands = [
    BatchGetImageCommand, GetDownloadUrlForLayerCommand, BatchGetItemCommand, GetItemCommand, PutItemCommand,
    QueryCommand, UpdateItemCommand, PublishCommand,
    SendMessageCommand,
  ];
`;

/**
 * Start to exit of a process that loads the image-action bundle, beside one that loads a bundle of nothing but the
 * commands of the four SDK clients it uses. The two take turns in random order; the ratio is the median over pairs.
 */
export async function measureLoadTime(): Promise<Measurement> {
  const directory = mkdtempSync(join(tmpdir(), 'layerwatch-bench-'));
  try {
    const product = join(directory, 'image-action.cjs');
    const clients = join(directory, 'clients.cjs');
    const { outExtension: _outExtension, ...options } = BUNDLE_OPTIONS;
    await build({ ...options, entryPoints: ['src/handlers/image-action.ts'], outfile: product });
    await build({ ...options, stdin: { contents: SDK_ONLY, resolveDir: '.' }, outfile: clients });
    const rounds = Array.from({ length: ROUNDS }, () => {
      const order = Math.random() < 0.5 ? [product, clients] : [clients, product];
      const times = new Map(order.map((bundle) => [bundle, loadTimeMs(bundle)]));
      return { product: times.get(product) ?? Number.NaN, clients: times.get(clients) ?? Number.NaN };
    });
    const ratio = median(rounds.map((one) => one.product / one.clients));
    return {
      title: `Load time of the bundles (${ROUNDS} pairs; the bundle may have 600 kB)`,
      rows: [
        {
          name: 'the four SDK clients',
          'median ms': round(median(rounds.map((one) => one.clients)), 1),
          kB: kilobytes(clients),
          ratio: 1,
        },
        {
          name: 'image-action',
          'median ms': round(median(rounds.map((one) => one.product)), 1),
          kB: kilobytes(product),
          ratio: round(ratio),
        },
      ],
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function loadTimeMs(bundle: string): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [bundle], { env: ENVIRONMENT });
  if (status !== 0) throw new Error(`${bundle} does not load`);
  return performance.now() - began;
}

function kilobytes(path: string): number {
  return Math.round(statSync(path).size / 1_000);
}
