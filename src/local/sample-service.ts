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
  /** From this day on an index is pushed that also lists a BuildKit attestation. */
  readonly attestedFrom?: number;
  /** Mean days between two pushes. */
  readonly pace: number;
  /** Never rebuilt on a newer base. */
  readonly stale?: boolean;
  /** From a day on it is built on another base. */
  readonly moves?: { readonly day: number; readonly base: BaseName };
  /** A step that weighs more with each push. */
  readonly drift?: { readonly step: number; readonly megabytes: number };
  readonly regression?: PlannedRegression;
  /** A lifecycle policy keeps this many builds; all of them where it is left out. */
  readonly keep?: number;
}

type Options = Omit<SampleService, 'repository' | 'base' | 'steps' | 'pace'>;

export function node(
  repository: string,
  pace: number,
  megabytes: number,
  {
    install = 'RUN npm ci --omit=dev && npm cache clean --force',
    ...options
  }: Options & { install?: string } = {},
): SampleService {
  return service(repository, 'lambda-node', pace, options, [
    ['COPY package.json package-lock.json ./', 0.12, 0.25],
    [install, megabytes, 0],
    ['COPY dist/ ./', 1.9, 1],
    ['CMD ["index.handler"]', 0, 0],
  ]);
}

export function lambdaPython(
  repository: string,
  pace: number,
  megabytes: number,
  options?: Options,
): SampleService {
  return service(repository, 'lambda-python', pace, options, pythonSteps('./', megabytes));
}

export function python(
  repository: string,
  pace: number,
  megabytes: number,
  options?: Options,
): SampleService {
  return service(repository, 'python', pace, options, pythonSteps('/srv/', megabytes));
}

/** Copies everything before it installs what it needs. */
export function pythonInWrongOrder(
  repository: string,
  pace: number,
  megabytes: number,
  options?: Options,
): SampleService {
  return service(repository, 'python-slim', pace, options, [
    ['COPY . /srv', 4.1, 1],
    ['RUN pip install --no-cache-dir -r requirements.txt', megabytes, 0],
    ['CMD ["python3", "serve.py"]', 0, 0],
  ]);
}

export function java(repository: string, pace: number, megabytes: number, options?: Options): SampleService {
  return service(repository, 'java', pace, { builder: 'classic', ...options }, [
    ['COPY target/lib/ /app/lib/', megabytes, 0.2],
    ['COPY target/app.jar /app/app.jar', 2.7, 1],
    ['CMD ["java", "-jar", "/app/app.jar"]', 0, 0],
  ]);
}

export function go(repository: string, pace: number, megabytes: number, options?: Options): SampleService {
  return service(repository, 'alpine', pace, options, [
    ['RUN apk add --no-cache ca-certificates tzdata', 1.1, 0.05],
    ['COPY service /usr/local/bin/service', megabytes, 1],
    ['ENTRYPOINT ["/usr/local/bin/service"]', 0, 0],
  ]);
}

export function debian(repository: string, pace: number, packages: string, options?: Options): SampleService {
  return service(repository, 'debian', pace, options, [
    [aptInstall(packages), 36.5, 0.1],
    ['COPY . /srv', 4.4, 1],
  ]);
}

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
