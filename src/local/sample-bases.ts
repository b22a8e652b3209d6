import { type SampleStep, sampleLayer } from './sample-image.ts';

/** The bases the sample's services stand on. Sizes and instructions are like those of the real ones. */
export type BaseName =
  | 'lambda-python'
  | 'lambda-node'
  | 'debian'
  | 'python'
  | 'python-slim'
  | 'alpine'
  | 'java'
  | 'corretto';

interface BaseStep {
  /** What is in the layer; bases that name the same content share the layer. Null for a step without a layer. */
  readonly content: string | null;
  readonly instruction: string;
  readonly megabytes: number;
  /** From this build on it weighs so much more. */
  readonly grows?: { readonly generation: number; readonly megabytes: number };
}

/** Days after the beginning, before the seed's jitter, at which whoever maintains the base publishes a new build. */
export const REFRESH_DAYS: Readonly<Record<BaseName, readonly number[]>> = {
  'lambda-python': [27, 61],
  'lambda-node': [27, 61],
  debian: [34, 70],
  python: [34, 70],
  'python-slim': [34, 70],
  java: [34, 70],
  alpine: [46],
  corretto: [],
};

/** AWS's base images for Lambda come without history. */
const BARE: readonly BaseName[] = ['lambda-python', 'lambda-node'];

const AMAZON_LINUX = step('al2023', 'ADD al2023-rootfs.tar.xz /', 41.2);
const LAMBDA_TAIL: readonly BaseStep[] = [
  step('lambda-rie', 'ADD lambda-rie.tar.xz /', 2.9),
  step('lambda-entrypoint', 'COPY lambda-entrypoint.sh /', 0.0006),
  step(null, 'ENV LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime'),
  step(null, 'WORKDIR /var/task'),
  step(null, 'ENTRYPOINT ["/lambda-entrypoint.sh"]'),
];
const DEBIAN: readonly BaseStep[] = [step('debian', 'ADD rootfs.tar.xz /', 48.6), step(null, 'CMD ["bash"]')];

const STEPS: Readonly<Record<BaseName, readonly BaseStep[]>> = {
  'lambda-python': [AMAZON_LINUX, step('lambda-python', 'ADD python-runtime.tar.xz /', 58.6), ...LAMBDA_TAIL],
  'lambda-node': [
    AMAZON_LINUX,
    {
      ...step('lambda-node', 'ADD nodejs-runtime.tar.xz /', 54.1),
      grows: { generation: 2, megabytes: 61.3 },
    },
    ...LAMBDA_TAIL,
  ],
  debian: DEBIAN,
  python: [
    ...DEBIAN,
    step('curl', aptInstall('ca-certificates curl gnupg netbase'), 24.1),
    step('scm', aptInstall('git mercurial openssh-client subversion procps'), 64.4),
    step('toolchain', aptInstall('autoconf automake g++ gcc libssl-dev make patch zlib1g-dev'), 211.3),
    step('cpython', 'RUN set -eux; wget -O python.tar.xz "$URL"; ./configure; make install; ldconfig', 27.3),
    step(null, 'CMD ["python3"]'),
  ],
  'python-slim': [
    ...DEBIAN,
    step('slim-packages', aptInstall('ca-certificates netbase tzdata'), 3.5),
    step(
      'slim-cpython',
      'RUN set -eux; wget -O python.tar.xz "$URL"; ./configure; make install; ldconfig',
      14.2,
    ),
    step(null, 'CMD ["python3"]'),
  ],
  alpine: [step('alpine', 'ADD alpine-minirootfs.tar.gz /', 3.8), step(null, 'CMD ["/bin/sh"]')],
  java: [
    step('ubuntu', 'ADD rootfs.tar.gz /', 29.7),
    step('java-packages', aptInstall('ca-certificates fontconfig tzdata'), 9.4),
    step('jre', 'COPY /opt/java/openjdk /opt/java/openjdk', 92.7),
    step('java-agents', 'ADD agents.tar.gz /opt/agents/', 24.9),
    step(null, 'ENV JAVA_HOME=/opt/java/openjdk'),
  ],
  corretto: [
    step('al2023-container', 'ADD al2023-container.tar.xz /', 52.4),
    step('corretto', 'RUN dnf install -y java-21-amazon-corretto-headless && dnf clean all', 109.6),
    step(null, 'ENV JAVA_HOME=/usr/lib/jvm/java-21-amazon-corretto'),
  ],
};

/** The steps of one build of a base; `generation` counts its refreshes. */
export function baseSteps(
  base: BaseName,
  { seed, generation, architecture }: { seed: number; generation: number; architecture: string },
): SampleStep[] {
  return STEPS[base].map(({ content, instruction, megabytes, grows }) => {
    const more = grows && generation >= grows.generation ? grows.megabytes : 0;
    const name = `${seed} ${content} ${generation} ${architecture}`;
    return {
      instruction,
      layer: content === null ? null : sampleLayer(name, (megabytes + more) * 1e6),
      isBare: BARE.includes(base),
    };
  });
}

function step(content: string | null, instruction: string, megabytes = 0): BaseStep {
  return { content, instruction, megabytes };
}

/** The way Debian's images install packages. */
export function aptInstall(packages: string): string {
  return `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`;
}
