import { aptInstall } from './sample-bases.ts';
import {
  debian,
  go,
  java,
  lambdaPython,
  node,
  python,
  pythonInWrongOrder,
  type SampleService,
} from './sample-service.ts';

/** Leaves npm's cache in the image. */
const NPM_WITH_CACHE = 'RUN npm ci --omit=dev';

/** Twenty-eight services in twenty-seven repositories, every kind of habit among them. */
export const SERVICES: readonly SampleService[] = [
  node('payments/checkout', 6, 31, {
    tags: 'semver-and-latest',
    regression: { day: 38, step: 2, instruction: 'COPY . .', addedMegabytes: 180, pushes: 1 },
  }),
  node('payments/refunds', 9, 27),
  java('payments/ledger', 8, 58),
  lambdaPython('payments/fraud-score', 8, 74, { tags: 'git' }),
  java('orders/api', 6, 47, { tags: 'semver-and-latest' }),
  java('orders/worker', 9, 44, { stale: true }),
  debian('orders/invoice-pdf', 10, 'fonts-dejavu wkhtmltopdf', {
    regression: {
      day: 64,
      step: 0,
      instruction: aptInstall('build-essential fonts-dejavu python3-dev wkhtmltopdf'),
      addedMegabytes: 92,
    },
  }),
  lambdaPython('functions/fulfilment', 7, 34, {
    tagPrefix: 'orders-',
    keep: 8,
    regression: {
      day: 66,
      step: 1,
      instruction: 'RUN pip install --no-cache-dir -r requirements.txt',
      addedMegabytes: 61,
    },
  }),
  lambdaPython('functions/fulfilment', 11, 52, { tagPrefix: 'billing-', major: 2, keep: 8 }),
  java('search/indexer', 8, 61, {
    regression: { day: 73, step: 1, instruction: 'RUN mvn -B package', addedMegabytes: 138 },
  }),
  java('search/query', 8, 55, { tags: 'git', moves: { day: 74, base: 'corretto' } }),
  go('search/suggest', 7, 19, { keep: 8 }),
  // It does not run on AWS's base image for Lambda any more.
  lambdaPython('data/feature-store', 10, 88, { moves: { day: 72, base: 'python-slim' } }),
  lambdaPython('data/ingest', 6, 41, { tags: 'git', drift: { step: 1, megabytes: 3.4 } }),
  python('data/export', 12, 63, { builder: 'podman', stale: true }),
  pythonInWrongOrder('data/forecast', 4, 258, { keep: 10 }),
  python('web/images', 9, 38),
  python('web/storefront', 6, 22, { tags: 'semver-and-latest', builder: 'classic', keep: 8 }),
  go('web/session', 8, 14),
  node('identity/login', 7, 36, { tags: 'git', install: NPM_WITH_CACHE }),
  go('identity/tokens', 11, 17, { architectures: ['amd64', 'arm64'], keep: 6 }),
  java('identity/audit', 13, 39),
  go('ops/metrics-agent', 10, 24, { architectures: ['amd64', 'arm64'], tags: 'semver-and-latest' }),
  debian('ops/log-router', 12, 'fluent-bit', { architectures: ['amd64', 'arm64'] }),
  debian('ops/backup', 12, 'restic postgresql-client', { attestedFrom: 0 }),
  node('notify/email', 10, 22, { tags: 'git', install: NPM_WITH_CACHE }),
  node('notify/push', 10, 24, { stale: true }),
  node('notify/sms', 12, 21, { attestedFrom: 50 }),
];
