import { aptInstall, type BaseName } from './sample-bases.ts';
import type { Builder } from './sample-image.ts';

/** A step of a service's Dockerfile above its base. */
interface OwnStep {
  readonly instruction: string;
  readonly megabytes: number;
  /** How often a push changes it, 0 to 1; what changes, changes everything above it. */
  readonly changes: number;
}

/** A mistake that is planted: from one push on, a step is another one and weighs more. */
interface PlannedRegression {
  readonly day: number;
  readonly step: number;
  readonly instruction: string;
  readonly addedMegabytes: number;
  /** After this many pushes it is mended; never where it is left out. */
  readonly pushes?: number;
}

/** One thing that is built and pushed again and again. Two of them may share a repository. */
export interface SampleService {
  readonly repository: string;
  readonly base: BaseName;
  readonly steps: readonly OwnStep[];
  readonly builder?: Builder;
  readonly tags?: 'semver' | 'semver-and-latest' | 'git';
  readonly tagPrefix?: string;
  /** Of its versions; 1 unless said otherwise. */
  readonly major?: number;
  readonly architectures?: readonly ('amd64' | 'arm64')[];
  /** Pushes an index that also lists a BuildKit attestation. */
  readonly attested?: boolean;
  /** Mean days between two pushes. */
  readonly pace: number;
  /** Never rebuilt on a newer base. */
  readonly stale?: boolean;
  readonly regression?: PlannedRegression;
  /** A lifecycle policy keeps this many builds; all of them where it is left out. */
  readonly keep?: number;
}

type Options = Omit<SampleService, 'repository' | 'base' | 'steps' | 'pace'>;

const node = (repository: string, pace: number, megabytes: number, options?: Options) =>
  service(repository, 'lambda-node', pace, options, [
    ['COPY package.json package-lock.json ./', 0.12, 0.25],
    ['RUN npm ci --omit=dev', megabytes, 0],
    ['COPY dist/ ./', 1.9, 1],
    ['CMD ["index.handler"]', 0, 0],
  ]);

const lambdaPython = (repository: string, pace: number, megabytes: number, options?: Options) =>
  service(repository, 'lambda-python', pace, options, pythonSteps('./', megabytes));

const python = (repository: string, pace: number, megabytes: number, options?: Options) =>
  service(repository, 'python', pace, options, pythonSteps('/srv/', megabytes));

const java = (repository: string, pace: number, megabytes: number, options?: Options) =>
  service(repository, 'java', pace, { builder: 'classic', ...options }, [
    ['COPY target/lib/ /app/lib/', megabytes, 0.2],
    ['COPY target/app.jar /app/app.jar', 2.7, 1],
    ['CMD ["java", "-jar", "/app/app.jar"]', 0, 0],
  ]);

const go = (repository: string, pace: number, megabytes: number, options?: Options) =>
  service(repository, 'alpine', pace, options, [
    ['RUN apk add --no-cache ca-certificates tzdata', 1.1, 0.05],
    ['COPY service /usr/local/bin/service', megabytes, 1],
    ['ENTRYPOINT ["/usr/local/bin/service"]', 0, 0],
  ]);

const debian = (repository: string, pace: number, packages: string, options?: Options) =>
  service(repository, 'debian', pace, options, [
    [aptInstall(packages), 36.5, 0.1],
    ['COPY . /srv', 4.4, 1],
  ]);

/** Twenty-six services in twenty-five repositories, every kind of habit among them. */
export const SERVICES: readonly SampleService[] = [
  node('payments/checkout', 6, 31, {
    tags: 'semver-and-latest',
    regression: { day: 58, step: 2, instruction: 'COPY . .', addedMegabytes: 180, pushes: 1 },
  }),
  node('payments/refunds', 9, 27),
  java('payments/ledger', 8, 58),
  lambdaPython('payments/fraud-score', 8, 74, { tags: 'git' }),
  java('orders/api', 6, 47, { tags: 'semver-and-latest' }),
  java('orders/worker', 9, 44, { stale: true }),
  debian('orders/invoice-pdf', 10, 'fonts-dejavu wkhtmltopdf', {
    regression: {
      day: 41,
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
  java('search/query', 8, 55),
  go('search/suggest', 7, 19, { keep: 8 }),
  lambdaPython('data/feature-store', 10, 88),
  lambdaPython('data/ingest', 7, 41, { tags: 'git' }),
  python('data/export', 12, 63, { builder: 'podman' }),
  python('web/images', 9, 38),
  python('web/storefront', 6, 22, { tags: 'semver-and-latest', builder: 'classic', keep: 8 }),
  go('web/session', 8, 14),
  node('identity/login', 7, 36, { tags: 'git' }),
  go('identity/tokens', 11, 17, { architectures: ['amd64', 'arm64'], keep: 6 }),
  java('identity/audit', 13, 39),
  go('ops/metrics-agent', 10, 24, { architectures: ['amd64', 'arm64'], tags: 'semver-and-latest' }),
  debian('ops/log-router', 12, 'fluent-bit', { architectures: ['amd64', 'arm64'] }),
  debian('ops/backup', 12, 'restic postgresql-client', { attested: true }),
  node('notify/email', 10, 22, { tags: 'git' }),
  node('notify/push', 10, 24, { stale: true }),
];

function pythonSteps(directory: string, megabytes: number): [string, number, number][] {
  return [
    [`COPY requirements.txt ${directory}`, 0.002, 0.2],
    ['RUN pip install --no-cache-dir -r requirements.txt', megabytes, 0],
    [`COPY src/ ${directory}`, 0.8, 1],
    ['CMD ["app.handler"]', 0, 0],
  ];
}

function service(
  repository: string,
  base: BaseName,
  pace: number,
  options: Options = {},
  steps: readonly (readonly [instruction: string, megabytes: number, changes: number])[],
): SampleService {
  return {
    repository,
    base,
    pace,
    steps: steps.map(([instruction, megabytes, changes]) => ({ instruction, megabytes, changes })),
    ...options,
  };
}
