import * as z from 'zod/mini';
import * as field from './api-fields.ts';

const { described, listOf } = field;

/** What the totals and each registry have in common, in the order in which it is answered. */
const NUMBERS = {
  repositories: field.count('Repositories with live images.'),
  images: field.count('Live images: pushed and not deleted.'),
  layers: field.count('Distinct layers of a registry, by digest.'),
  logicalBytes: field.bytes('Sum over the images of their distinct layers: what a naive sum says.'),
  storedBytes: field.bytes('Sum over the repositories of their distinct layers.'),
  uniqueBytes: field.bytes('Sum over the distinct layers of each registry.'),
  duplicateBytes: field.bytes('storedBytes − uniqueBytes: the copies beyond the first of each layer.'),
  bound: field.bound,
  complete: described(z.boolean(), 'False while not everything that the registry holds has been seen.'),
  blobMounting: described(
    z.nullable(z.boolean()),
    'Whether repositories of the registry may share layers; null where it is not known.',
  ),
  monthlyCostUsd: field.usd('What storedBytes cost.'),
  duplicateCostUsd: field.usd('What duplicateBytes cost.'),
  lastReconciledAt: described(
    z.nullable(z.iso.datetime()),
    'When the registry was last compared with what is known of it. RFC 3339, UTC; null where it never was.',
  ),
  drift: described(
    z.nullable(
      z.strictObject({
        missedPushes: field.count('Images that no event had told of.'),
        missedDeletions: field.count('Images that were gone without an event.'),
        missedTags: field.count('Tags that pointed elsewhere.'),
      }),
    ),
    'What that comparison found to be wrong, and put right; null before the second one.',
  ),
  asOf: field.time('When these numbers last changed.'),
};

const RegistrySummary = described(
  z.strictObject({ accountId: field.accountId, region: field.region, ...NUMBERS }),
  'What one registry (one account in one region) adds up to.',
  'RegistrySummary',
);

export const Summary = described(
  z.strictObject({
    asOf: field.time('When the question was answered.'),
    totals: described(
      z.strictObject({
        accountId: described(z.null(), 'Null: the totals span accounts.'),
        region: described(z.null(), 'Null: the totals span regions.'),
        ...NUMBERS,
      }),
      'The sums over the registries below. Layers are never shared across registries. `complete` and `bound: exact` where all are; `lastReconciledAt` of the one that was reconciled longest ago; `blobMounting` where all agree.',
      'SummaryTotals',
    ),
    registries: described(z.array(RegistrySummary), 'Every registry, by account and region.'),
  }),
  'What is stored, how much of it more than once, and what that costs.',
  'Summary',
);

const Repository = described(
  z.strictObject({
    accountId: field.accountId,
    region: field.region,
    repository: field.repository,
    images: field.count('Live images.'),
    logicalBytes: field.bytes('Sum over the images of their distinct layers.'),
    storedBytes: field.bytes('Sum over the distinct layers: what the repository stores.'),
    exclusiveBytes: field.bytes(
      'Layers that no other repository of the registry holds: what goes with the repository.',
    ),
    lastPushedAt: described(
      z.nullable(z.iso.datetime()),
      'The newest push. RFC 3339, UTC; null where there is none.',
    ),
  }),
  'What one repository adds up to.',
  'Repository',
);

export const RepositoryList = listOf(Repository, 'Repositories, a page of them.', 'RepositoryList');
