import type { BuildTool, Leftover } from '../leftover.ts';

interface Left {
  readonly leaves: readonly Leftover[];
  readonly removedBy?: string;
  readonly isSure: boolean;
}

/** How to install without a cache staying behind. */
const CACHES: Partial<Record<BuildTool, string>> = {
  apt: 'Clean up in the instruction that installs: RUN apt-get update && apt-get install -y --no-install-recommends … && rm -rf /var/lib/apt/lists/*',
  apk: 'Install without an index: RUN apk add --no-cache …',
  yum: 'Clean up in the instruction that installs: RUN yum install -y … && yum clean all && rm -rf /var/cache/yum',
  dnf: 'Clean up in the instruction that installs: RUN dnf install -y --setopt=install_weak_deps=False … && dnf clean all',
  microdnf: 'Clean up in the instruction that installs: RUN microdnf install -y … && microdnf clean all',
  pip: 'Install without a cache: RUN pip install --no-cache-dir …, or set ENV PIP_NO_CACHE_DIR=1 before it.',
  uv: 'Install without a cache: set ENV UV_NO_CACHE=1 before RUN uv …',
  poetry: 'Install without a cache: RUN poetry install --only main --no-cache',
  npm: 'Clean up in the instruction that installs: RUN npm ci --omit=dev && npm cache clean --force',
  yarn: 'Clean up in the instruction that installs: RUN yarn install --production && yarn cache clean',
  go: 'Build with a cache that is no part of the image: RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod go build …',
  cargo:
    'Build with a cache that is no part of the image: RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build --release',
  maven:
    'Build with a cache that is no part of the image: RUN --mount=type=cache,target=/root/.m2 mvn package',
  gradle:
    'Build with a cache that is no part of the image: RUN --mount=type=cache,target=/root/.gradle gradle build',
  dotnet:
    'Build with a cache that is no part of the image: RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish …',
};

/** How to remove what was only needed to build something else in the same instruction. */
const PACKAGES: Partial<Record<BuildTool, string>> = {
  apt: 'Or install and purge them in one instruction: RUN apt-get update && apt-get install -y … && make && apt-get purge -y --auto-remove … && rm -rf /var/lib/apt/lists/*',
  apk: 'Or install and remove them in one instruction: RUN apk add --no-cache --virtual .build-deps … && make && apk del .build-deps',
  yum: 'Or install and remove them in one instruction: RUN yum install -y … && make && yum remove -y … && yum clean all',
  dnf: 'Or install and remove them in one instruction: RUN dnf install -y … && make && dnf remove -y … && dnf clean all',
  microdnf:
    'Or install and remove them in one instruction: RUN microdnf install -y … && make && microdnf remove … && microdnf clean all',
  npm: 'Leave out what only development needs: RUN npm ci --omit=dev',
  yarn: 'Leave out what only development needs: RUN yarn install --production',
  pnpm: 'Leave out what only development needs: RUN pnpm install --prod --frozen-lockfile',
};

const JRE_STEP =
  'Where Java only has to run, install a JRE: openjdk-21-jre-headless on Debian and Ubuntu, openjdk21-jre-headless on Alpine, java-21-amazon-corretto-headless on Amazon Linux.';

/** A JDK, and nothing else. */
function isJdk({ kind, what }: Leftover): boolean {
  return kind === 'compiler' && what.split(', ').every((name) => /jdk|^java-/.test(name));
}

/** Steps for what was found only, the one that helps most first. */
export function leftoverRemedy(layers: readonly Left[], isLambda: boolean): string[] {
  const leaves = layers.flatMap((layer) => layer.leaves);
  const isBuilt = leaves.some(({ kind }) => kind !== 'package-cache' && kind !== 'sources');
  const steps = [
    ...(isBuilt ? [stageStep(leaves, isLambda)] : []),
    ...(leaves.some(isJdk) ? [JRE_STEP] : []),
    ...stepsFrom(
      PACKAGES,
      leaves.filter((leftover) => !isJdk(leftover)),
      ['compiler', 'dev-package'],
    ),
    ...stepsFrom(CACHES, leaves, ['package-cache']),
    ...(leaves.some(({ kind }) => kind === 'sources')
      ? [
          'Copy what runs, by name, instead of COPY . : and list .git, tests and build output in .dockerignore.',
        ]
      : []),
    ...(layers.some(({ removedBy }) => removedBy !== undefined)
      ? [
          'Remove files in the instruction that adds them: RUN curl -o x.tgz … && tar -xzf x.tgz && rm x.tgz. What a later layer removes is still stored, and pulled, with the layer before.',
        ]
      : []),
    ...(layers.every(({ isSure }) => isSure)
      ? []
      : [
          'Where such an instruction has a cache mount already, there is nothing to do: BuildKit leaves mounts out of the history.',
        ]),
  ];
  return steps;
}

function stageStep(leaves: readonly Leftover[], isLambda: boolean): string {
  const { what } = leaves.find(({ kind }) => kind !== 'package-cache' && kind !== 'sources') ?? { what: '' };
  // Where Lambda looks for the function, in all of its base images.
  const [base, folder] = isLambda ? ['the same Lambda base image', '/var/task'] : ['…', '/app'];
  return `Build in a stage of its own (FROM ${base} AS build), and take only what it made into the final one: COPY --from=build ${folder} ${folder}. What only building needs stays behind: ${what}.`;
}

function stepsFrom(
  steps: Partial<Record<BuildTool, string>>,
  leaves: readonly Leftover[],
  kinds: readonly Leftover['kind'][],
): string[] {
  const tools = new Set(leaves.filter(({ kind }) => kinds.includes(kind)).map(({ tool }) => tool));
  return [...tools].flatMap((tool) => steps[tool] ?? []);
}
