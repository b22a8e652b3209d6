import { expect, test } from 'vitest';
import { traceInstruction } from '../../src/domain/build-traces.ts';

/** What is left over, as `kind tool: what`. */
function left(createdBy: string): string[] {
  return traceInstruction(createdBy).flatMap((trace) =>
    'tool' in trace ? `${trace.kind} ${trace.tool}: ${trace.what}` : [],
  );
}

const APT_LISTS = 'package-cache apt: package lists';
const PIP_CACHE = 'package-cache pip: downloads and wheels';

test.each([
  ['a compiler', 'RUN apt-get install -y gcc', ['compiler apt: gcc']],
  [
    'an option with a value before the action',
    'RUN apt-get -o Dpkg::Use-Pty=0 install -t stable gcc',
    ['compiler apt: gcc'],
  ],
  [
    'with its version',
    'RUN apt-get install -y g++-12=12.2.0-14 libssl-dev:amd64',
    ['compiler apt: g++-12', 'dev-package apt: libssl-dev'],
  ],
  [
    'a JDK where Java only has to run',
    'RUN apt-get install -y openjdk-17-jdk-headless',
    ['compiler apt: openjdk-17-jdk-headless'],
  ],
  [
    'names by a variable',
    "RUN buildDeps='gcc make' && apt-get install -y $buildDeps",
    ['compiler apt: gcc, make'],
  ],
  [
    'names by a build argument',
    '|1 DEPS=gcc  make /bin/sh -c apt-get install $DEPS',
    ['compiler apt: gcc, make'],
  ],
  [
    'behind what is set for it alone',
    'RUN DEBIAN_FRONTEND=noninteractive sudo apt-get install -y make',
    ['compiler apt: make'],
  ],
  ['in the shell that it is told to start', "RUN bash -lc 'apt-get install -y gcc'", ['compiler apt: gcc']],
  [
    'a shell in exec form',
    'RUN /bin/bash -o pipefail -c apt-get install -y gcc # buildkit',
    ['compiler apt: gcc'],
  ],
  ['behind a condition', 'RUN if [ -n "$X" ]; then apt-get install -y gcc; fi', ['compiler apt: gcc']],
  [
    'only something else is removed',
    'RUN apt-get install -y gcc curl && apt-get purge -y curl',
    ['compiler apt: gcc'],
  ],
  [
    'autoremove leaves what was asked for',
    'RUN apt-get install -y gcc && apt-get autoremove -y',
    ['compiler apt: gcc'],
  ],
  [
    'more names than are told',
    'RUN apt-get install -y a-dev b-dev c-dev d-dev e-dev f-dev g-dev h-dev',
    ['dev-package apt: a-dev, b-dev, c-dev, d-dev, e-dev, f-dev and 2 more'],
  ],
  ['lists of apt', 'RUN apt-get update && apt-get install -y curl', [APT_LISTS]],
  ['lists removed before they are fetched', 'RUN rm -rf /var/lib/apt/lists/* && apt-get update', [APT_LISTS]],
  [
    'clean does not remove lists',
    'RUN apt-get update && apt-get install -y curl && apt-get clean',
    [APT_LISTS],
  ],
  [
    'Alpine',
    'RUN apk add --no-cache build-base python3-dev',
    ['compiler apk: build-base', 'dev-package apk: python3-dev'],
  ],
  ['the index of Alpine', 'RUN apk add curl', ['package-cache apk: package index']],
  [
    'the index, for what is installed later',
    'RUN apk update && apk add --no-cache curl',
    ['package-cache apk: package index'],
  ],
  [
    'a group that stays',
    'RUN apk add --no-cache -t .build gcc && apk add --no-cache -t .run x && apk del .run',
    ['compiler apk: gcc'],
  ],
  [
    'yum',
    'RUN yum install -y gcc-c++ openssl-devel-1.0.2k.x86_64 && yum clean all',
    ['compiler yum: gcc-c++', 'dev-package yum: openssl-devel'],
  ],
  [
    'a group of yum',
    'RUN yum groupinstall -y "Development Tools" && yum clean all',
    ['compiler yum: Development Tools'],
  ],
  [
    'a group of dnf',
    'RUN dnf group install -y @development-tools && dnf clean all',
    ['compiler dnf: @development-tools'],
  ],
  ['the cache of dnf', 'RUN dnf install -y curl', ['package-cache dnf: packages and metadata']],
  [
    'the cache of microdnf',
    'RUN microdnf install -y curl',
    ['package-cache microdnf: packages and metadata'],
  ],
  [
    'the JDK of Amazon Linux',
    'RUN dnf install -y java-21-amazon-corretto-devel && dnf clean all',
    ['compiler dnf: java-21-amazon-corretto-devel'],
  ],
  ['pip', 'RUN pip install -r requirements.txt', [PIP_CACHE]],
  ['pip with a version', '/bin/sh -c pip3.12 install flask', [PIP_CACHE]],
  ['pip as a module', 'RUN python3 -m pip install flask', [PIP_CACHE]],
  ['uv', 'RUN uv sync --frozen', ['package-cache uv: downloads and wheels']],
  ['poetry', 'RUN poetry install --only main', ['package-cache poetry: downloads and wheels']],
])('leftovers of package managers: %s', (_reason, createdBy, expected) => {
  expect(left(createdBy)).toEqual(expected);
});

test('a cache mount cannot be seen in the history of BuildKit', () => {
  const sure = (createdBy: string) =>
    traceInstruction(createdBy).map((trace) => 'tool' in trace && trace.isSure);

  expect(sure('RUN /bin/sh -c pip install flask # buildkit')[0]).toBe(false);
  expect(sure('/bin/sh -c pip install flask')[0]).toBe(true);
  expect(sure('RUN /bin/sh -c apt-get install gcc # buildkit')[0]).toBe(true);
});
