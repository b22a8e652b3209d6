import { expect, test } from 'vitest';
import type { BuildTrace } from '../../../src/domain/leftover.ts';
import { findBuildLeftovers } from '../../../src/domain/findings/build-leftovers.ts';
import type { LambdaBase } from '../../../src/domain/image.ts';
import { formatInstruction, tracesOf } from '../../../src/domain/instructions.ts';
import type { PlacedLayer } from '../../../src/domain/placed-layers.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { fakeDigest, REPOSITORY } from '../../support/builders.ts';

type Step = readonly [instruction: string, megabytes: number, origin?: PlacedLayer['origin']];

const SERIES = {
  ...REPOSITORY,
  series: 'default',
  platform: 'linux/amd64',
  digest: fakeDigest('image'),
  tags: ['1.0.0'],
};
const BASE: Step = ['ADD rootfs.tar /', 30, 'base'];

/** What is found in an image of these layers; they are its own unless said otherwise. */
function find(steps: readonly Step[], lambda: LambdaBase | null = null, thresholds = DEFAULT_THRESHOLDS) {
  const layers = steps.map(
    ([createdBy, megabytes, origin = 'own'], index): PlacedLayer => ({
      ...{ digest: fakeDigest(createdBy), diffId: null, sizeBytes: megabytes * 1_000_000 },
      ...{ instruction: formatInstruction(createdBy), position: index + 1, origin },
    }),
  );
  const history = steps.map(([createdBy]) => ({ createdBy, emptyLayer: false, isFilled: false }));
  return findBuildLeftovers({ ...SERIES, lambda, layers, traces: tracesOf(history) }, thresholds);
}

test('names the layers, what they leave and what to do about it', () => {
  const install = 'RUN apt-get update && apt-get install -y build-essential libpq-dev';

  const finding = find([BASE, [install, 180], ['RUN pip install flask', 40], ['COPY app /app', 20]]);

  expect(finding).toEqual({
    ...SERIES,
    kind: 'build-leftovers',
    strategy: 'S2',
    severity: 'medium',
    layers: [
      {
        digest: fakeDigest(install),
        sizeBytes: 180_000_000,
        instruction: install,
        leaves: [
          { kind: 'compiler', tool: 'apt', what: 'build-essential' },
          { kind: 'dev-package', tool: 'apt', what: 'libpq-dev' },
          { kind: 'package-cache', tool: 'apt', what: 'package lists' },
        ],
      },
      {
        digest: fakeDigest('RUN pip install flask'),
        sizeBytes: 40_000_000,
        instruction: 'RUN pip install flask',
        leaves: [{ kind: 'package-cache', tool: 'pip', what: 'downloads and wheels' }],
      },
    ],
    layerCount: 2,
    costBytes: 220_000_000,
    bound: 'upper',
    monthlyCostUsd: 0.0205,
    remedy: [
      'Build in a stage of its own (FROM … AS build), and take only what it made into the final one: COPY --from=build /app /app. What only building needs stays behind: build-essential.',
      'Or install and purge them in one instruction: RUN apt-get update && apt-get install -y … && make && apt-get purge -y --auto-remove … && rm -rf /var/lib/apt/lists/*',
      'Clean up in the instruction that installs: RUN apt-get update && apt-get install -y --no-install-recommends … && rm -rf /var/lib/apt/lists/*',
      'Install without a cache: RUN pip install --no-cache-dir …, or set ENV PIP_NO_CACHE_DIR=1 before it.',
    ],
  });
});

test.each<[reason: string, steps: Step[]]>([
  ['the final stage of a build in stages', [BASE, ['COPY /app /app # buildkit', 90]]],
  ['what the base leaves', [BASE, ['RUN apt-get install -y gcc', 200, 'base'], ['COPY app /app', 50]]],
  ['layers that are small', [BASE, ['RUN apt-get install -y gcc', 9.9]]],
  [
    'one instruction that cleans up',
    [
      BASE,
      [
        'RUN apt-get update && apt-get install gcc && make && apt-get purge gcc && rm -rf /var/lib/apt/lists/*',
        50,
      ],
    ],
  ],
  ['the lowest layer, where the base is unknown', [['RUN pip install flask', 50, null]]],
  ['an index of Alpine: about 3 MB, whatever the layer has', [BASE, ['RUN apk add curl', 50]]],
  [
    'a file that is there again when it is removed before',
    [BASE, ['RUN rm -rf /tmp/a', 1], ['COPY a /tmp/', 50]],
  ],
  ['a part of what was copied', [BASE, ['COPY src /app', 50], ['RUN rm -rf /app/tests', 1]]],
  ['what the base added', [BASE, ['COPY a.tgz /tmp/', 50, 'base'], ['RUN rm /tmp/a.tgz', 1]]],
])('is not raised for %s', (_reason, steps) => {
  expect(find(steps)).toBeNull();
});

test.each<[reason: string, steps: Step[], removedBy: string]>([
  [
    'a file',
    [BASE, ['COPY a.tgz /tmp/', 50], ['RUN tar -xf /tmp/a.tgz && rm /tmp/a.tgz', 60]],
    'RUN tar -xf /tmp/a.tgz && rm /tmp/a.tgz',
  ],
  ['a folder', [BASE, ['RUN git clone https://x/y /src/y', 50], ['RUN rm -rf /src', 0]], 'RUN rm -rf /src'],
  [
    'what is moved',
    [BASE, ['COPY app /tmp/app', 50], ['RUN mv /tmp/app /opt/app', 50]],
    'RUN mv /tmp/app /opt/app',
  ],
])('is raised for what a later layer removes: %s', (_reason, steps, removedBy) => {
  const finding = find(steps);

  expect(finding?.layers).toMatchObject([{ sizeBytes: 50_000_000, leaves: [], removedBy }]);
  expect(finding?.remedy[0]).toMatch(/^Remove files in the instruction that adds them/);
  expect(finding?.remedy).toHaveLength(1);
});

test('says which later layer removes a cache, for nothing', () => {
  const finding = find([BASE, ['RUN apt-get update', 30], ['RUN rm -rf /var/lib/apt/lists/*', 0]]);

  expect(finding?.layers).toMatchObject([
    { leaves: [{ tool: 'apt' }], removedBy: 'RUN rm -rf /var/lib/apt/lists/*' },
  ]);
});

test('looks at all layers but the lowest where the base is unknown', () => {
  const finding = find([
    ['ADD rootfs.tar /', 30, null],
    ['RUN apt-get install -y gcc', 100, null],
  ]);

  expect(finding?.costBytes).toBe(100_000_000);
});

test('counts a digest once, and names the five largest layers', () => {
  const steps = [10, 70, 30, 20, 60, 50].map(
    (megabytes): Step => [`RUN pip install x${megabytes}`, megabytes],
  );

  const finding = find([BASE, ...steps, ['RUN pip install x70', 70]]);

  expect(finding?.layers.map(({ sizeBytes }) => sizeBytes / 1e6)).toEqual([70, 60, 50, 30, 20]);
  expect(finding).toMatchObject({ layerCount: 6, costBytes: 240_000_000 });
});

test.each([
  [99.9, 'low'],
  [100, 'medium'],
  [299.9, 'medium'],
  [300, 'high'],
])('%s MB matter: %s', (megabytes, severity) => {
  expect(find([BASE, ['RUN apt-get install -y gcc', megabytes]])?.severity).toBe(severity);
});

test('what a cache mount may have kept out matters little, and says so', () => {
  const finding = find([BASE, ['RUN /bin/sh -c pip install flask # buildkit', 900]]);

  expect(finding?.severity).toBe('low');
  expect(finding?.remedy.at(-1)).toBe(
    'Where such an instruction has a cache mount already, there is nothing to do: BuildKit leaves mounts out of the history.',
  );
});

test('the index of Alpine counts where owners look at layers as small as that', () => {
  const finding = find([BASE, ['RUN apk add curl', 50]], null, {
    ...DEFAULT_THRESHOLDS,
    leftoverBytes: 5_000_000,
  });

  expect(finding?.remedy).toEqual(['Install without an index: RUN apk add --no-cache …']);
});

test('an image for Lambda takes its function from a stage on the same base', () => {
  const finding = find([BASE, ['RUN dnf install -y gcc && dnf clean all', 80]], { runtime: null, os: null });

  expect(finding?.remedy[0]).toContain('FROM the same Lambda base image AS build');
  expect(finding?.remedy[0]).toContain('COPY --from=build /var/task /var/task');
});

test.each<[tool: string, instruction: string, step: RegExp]>([
  ['yum', 'RUN yum install -y gcc', /yum remove/],
  ['microdnf', 'RUN microdnf install -y curl', /microdnf clean all/],
  ['npm', 'RUN npm ci', /npm ci --omit=dev/],
  ['yarn', 'RUN yarn install', /yarn cache clean/],
  ['pnpm', 'RUN pnpm install', /pnpm install --prod/],
  ['uv', 'RUN uv sync', /UV_NO_CACHE/],
  ['poetry', 'RUN poetry install', /poetry install/],
  ['go', 'RUN go build ./...', /target=\/go\/pkg\/mod/],
  ['cargo', 'RUN cargo build', /cargo\/registry/],
  ['maven', 'RUN mvn package', /\.m2/],
  ['gradle', 'RUN gradle build', /\.gradle/],
  ['dotnet', 'RUN dotnet publish', /\.nuget/],
  ['make', 'RUN cd /src && make', /AS build/],
  ['gcc', 'RUN gcc -o /a /a.c', /AS build/],
  ['copy', 'COPY . /app', /\.dockerignore/],
])('has a step for %s', (_tool, instruction, step) => {
  expect(find([BASE, [instruction, 50]])?.remedy.join('\n')).toMatch(step);
});

test('says to run Java with a JRE where a JDK was all that was installed', () => {
  const jdk = find([BASE, ['RUN apt-get install -y openjdk-17-jdk', 150]]);
  const tools = find([BASE, ['RUN apt-get install -y openjdk-17-jdk make', 150]]);

  expect(jdk?.remedy).toEqual([
    expect.stringMatching(/stays behind: openjdk-17-jdk\.$/),
    expect.stringMatching(/install a JRE: openjdk-21-jre-headless/),
  ]);
  expect(tools?.remedy[1]).toMatch(/^Or install and purge them/);
});

test('an instruction may read like a property of every object', () => {
  const layers: PlacedLayer[] = ['constructor', '__proto__'].map((instruction, index) => ({
    ...{ digest: fakeDigest(instruction), diffId: null, sizeBytes: 50_000_000 },
    ...{ instruction, position: index + 2, origin: 'own' },
  }));
  const traces: Record<string, BuildTrace[]> = {};

  expect(findBuildLeftovers({ ...SERIES, lambda: null, layers, traces }, DEFAULT_THRESHOLDS)).toBeNull();
});
