import type { EcrSettings } from './ecr-settings.ts';
import { LOCAL_REGISTRY } from './push-event.ts';

const DAY_MS = 86_400_000;
const MUTED_DAYS = 60;

/** Teams by the first part of the names of their repositories. Charts and what a cache holds are nobody's. */
const OWNERS: Readonly<Record<string, string>> = {
  payments: 'team-payments',
  orders: 'team-orders',
  // Two teams keep their functions in one repository.
  functions: 'team-orders team-payments',
  search: 'team-search',
  data: 'team-data',
  web: 'team-web',
  identity: 'team-identity',
  notify: 'team-notify',
  ops: 'team-ops',
  platform: 'team-platform',
};

/** Where images of public registries are cached. */
export const CACHE_PREFIX = 'ecr-public';

/** Its repository has a key of its own. */
const ENCRYPTED = 'payments/ledger';

/** What is set in the sample's ECR besides its images, by people who know ECR, or do not. */
export function sampleSettings(now: Date): EcrSettings {
  const { accountId, region } = LOCAL_REGISTRY;
  const kmsKey = `arn:aws:kms:${region}:${accountId}:key/5f2c7d1e-8a34-4b7c-9d60-1e3a6b8c4f25`;
  const until = new Date(now.getTime() + MUTED_DAYS * DAY_MS).toISOString().slice(0, 10);
  const more: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'identity/login': { 'layerwatch:mute': `build-leftovers until ${until} a new pipeline is on its way` },
    'ops/metrics-agent': { 'layerwatch:growth-percent': '15 percent' },
  };
  return {
    blobMounting: false,
    pullThroughRules: [{ ecrRepositoryPrefix: CACHE_PREFIX, upstreamRegistryUrl: 'public.ecr.aws' }],
    encryptionOf: (repository) =>
      repository === ENCRYPTED ? { type: 'KMS', key: kmsKey } : { type: 'AES256', key: null },
    tagsOf(repository) {
      const owner = OWNERS[repository.split('/')[0] ?? ''];
      return { ...(owner && { 'layerwatch:owner': owner }), ...more[repository] };
    },
  };
}
