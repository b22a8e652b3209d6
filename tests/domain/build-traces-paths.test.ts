import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBuildContext, traceInstruction } from '../../src/domain/build-traces.ts';

/** What is there, and what is gone, when the instruction is done. */
function paths(createdBy: string, before: readonly string[] = []) {
  const context = createBuildContext();
  for (const one of before) traceInstruction(one, context);
  const traces = traceInstruction(createdBy, context);
  const of = (kind: string) =>
    traces.flatMap((trace) => (trace.kind === kind && 'paths' in trace ? trace.paths : []));
  return [of('adds'), of('removes')];
}

test.each([
  ['curl', 'RUN curl -fsSL -o /tmp/a.tgz https://x/a.tgz', ['/tmp/a.tgz'], []],
  ['curl, one word of flags', 'RUN curl -sSLo /tmp/a.tgz https://x/a.tgz', ['/tmp/a.tgz'], []],
  ['curl by its output', 'RUN curl https://x > /tmp/a 2>/dev/null', ['/tmp/a'], []],
  ['curl by the name of the URL', 'RUN cd /tmp && curl -O https://x/a.tgz?b=c', ['/tmp/a.tgz'], []],
  ['curl with a long option', 'RUN curl --output=/tmp/a https://x', ['/tmp/a'], []],
  ['curl with a long option and a word', 'RUN curl --output /tmp/a https://x', ['/tmp/a'], []],
  ['curl to where nothing is kept', 'RUN curl -o /dev/null https://x', [], []],
  ['wget by its output', 'RUN wget -O- https://x > /tmp/a', ['/tmp/a'], []],
  ['tar with a long option', 'RUN tar --extract --file x --directory /opt/x', ['/opt/x'], []],
  ['tar that packs', 'RUN tar -czf x.tgz -C /opt .', [], []],
  ['git that clones nothing', 'RUN git config --global x y && git clone', [], []],
  ['git over SSH', 'RUN git clone git@github.com:x/y.git /src/y', ['/src/y'], []],
  ['found, and removed', 'RUN find /tmp /opt/x -exec rm -rf {} +', [], ['/tmp', '/opt/x']],
  ['found, and not removed', 'RUN find /tmp -type f', [], []],
  ['in the home of somebody', 'RUN cd && curl -o a https://x && curl -o ../b https://x', ['~/a', '/b'], []],
  ['mounted for the build only', 'RUN --mount=type=tmpfs,target=/tmp curl -o /tmp/a https://x', [], []],
  ['in a folder by a variable', 'RUN cd $X && curl -o a https://x', [], []],
  ['in a folder of an unknown one', 'RUN cd x && curl -o a https://x', [], []],
  ['curl to a pipe', 'RUN curl https://x | tar -xz -C /opt/x', ['/opt/x'], []],
  ['wget', 'RUN wget -qO /tmp/a https://x', ['/tmp/a'], []],
  ['wget to a pipe', 'RUN wget -O - https://x | sh', [], []],
  [
    'wget by the name of the URL',
    'RUN wget -P /tmp https://x/a.zip && unzip -d /opt/a /tmp/a.zip',
    ['/tmp/a.zip', '/opt/a'],
    [],
  ],
  ['git', 'RUN cd /src && git clone --depth 1 https://x/y/tool.git', ['/src/tool'], []],
  ['git with a target', 'RUN git clone -b v1 https://x/y.git /src/y', ['/src/y'], []],
  ['removed at once', 'RUN curl -o /tmp/a https://x && rm /tmp/a', [], ['/tmp/a']],
  [
    'removed at once with all there is',
    'RUN curl -o /tmp/a https://x && rm -rf /tmp/* /var/tmp/*',
    [],
    ['/tmp', '/var/tmp'],
  ],
  ['removed by a pattern', 'RUN curl -o /tmp/a.tgz https://x && rm /tmp/*.tgz', [], ['/tmp/*.tgz']],
  ['moved away', 'RUN mv /tmp/app /opt/app', [], ['/tmp/app']],
  ['where nobody knows', 'RUN curl -o a https://x && rm -rf b', [], []],
  ['after a subshell nobody knows where', 'RUN ( cd /src; true ); rm -rf x', [], []],
  ['found by name: the folder stays', 'RUN find /usr/lib -name "*.pyc" -delete', [], []],
  ['a cache that stays', 'RUN apt-get update', ['/var/lib/apt/lists'], []],
  ['a file to a folder', 'COPY big.tgz /tmp/', ['/tmp/big.tgz'], []],
  ['a file that may be the target or be in it', 'COPY big.tgz /tmp', ['/tmp', '/tmp/big.tgz'], []],
  [
    'a file of the classic builder',
    `/bin/sh -c #(nop) ADD file:${'a'.repeat(64)} in /tmp/big.tgz `,
    ['/tmp/big.tgz'],
    [],
  ],
  ['a root file system', `/bin/sh -c #(nop) ADD file:${'a'.repeat(64)} in / `, [], []],
  ['whose name only the builder knew', `/bin/sh -c #(nop) COPY file:${'a'.repeat(64)} in /tmp/ `, [], []],
])('%s', (_reason, createdBy, added, removed) => {
  expect(paths(createdBy)).toEqual([added, removed]);
});

test('WORKDIR and ENV say where, and how, the instructions after them run', () => {
  const before = [
    'WORKDIR /app',
    'WORKDIR sub',
    'ENV NODE_ENV=production PIP_NO_CACHE_DIR=1 DEPS=gcc \t make',
  ];
  const context = createBuildContext();
  for (const one of before) expect(traceInstruction(one, context)).toEqual([]);

  expect(paths('COPY x.tgz .', before)).toEqual([['/app/sub/x.tgz'], []]);
  expect(traceInstruction('RUN pip install flask && yarn install && rm -rf ~/.cache', context)).toMatchObject(
    [{ kind: 'removes' }],
  );
  expect(traceInstruction('RUN apt-get install $DEPS', context)).toMatchObject([{ what: 'gcc, make' }]);
});

test('what an instruction sets for itself is not set for the next', () => {
  const context = createBuildContext();

  traceInstruction('RUN export PIP_NO_CACHE_DIR=1; cd /tmp', context);

  expect(traceInstruction('RUN pip install x; rm y', context)).toMatchObject([
    { tool: 'pip' },
    { kind: 'adds' },
  ]);
});

test('no secret is in a path', () => {
  const token = `ghp_${'a1'.repeat(20)}`;

  expect(paths(`RUN curl -o /tmp/${token} https://x`)).toEqual([[], []]);
  expect(paths('RUN curl -o /tmp/$API_KEY https://x', ['ENV API_KEY=hunter2'])).toEqual([[], []]);
  expect(paths('RUN KEY=hunter2; curl -o /tmp/$KEY https://x')).toEqual([[], []]);
});

const pieces = fc.constantFrom(
  ...['RUN ', '/bin/sh -c ', '#(nop) ', 'COPY . /app', 'ENV A=b ', '|2 A=b ', '$A', '$(', ')', '`', '"', "'"],
  ...[
    '\\',
    '&& ',
    '; ',
    '| ',
    '> /x ',
    '<<E\n',
    '\n',
    '{a,b}',
    '*',
    '# ',
    'apt-get ',
    'update ',
    'install ',
    'gcc ',
    'purge ',
  ],
  ...[
    'apk ',
    'add ',
    '-t x ',
    'del ',
    'rm -rf /x ',
    'npm ci ',
    'go build ',
    'make ',
    'cd .. ',
    'curl -o ',
    '__proto__ ',
    '--mount=type=cache,target=/x ',
  ],
);
const text = fc.oneof(
  fc.string(),
  fc.array(pieces, { maxLength: 60 }).map((parts) => `RUN ${parts.join('')}`),
);

test('any text has an answer, always the same one, small and of known kinds', () => {
  fc.assert(
    fc.property(text, (createdBy) => {
      const traces = traceInstruction(createdBy);

      expect(traceInstruction(createdBy)).toEqual(traces);
      expect(JSON.stringify(traces).length).toBeLessThan(8_000);
      for (const trace of traces)
        if ('paths' in trace)
          for (const path of trace.paths) expect(path).toMatch(/^[/~][\x21-\x7e]{1,400}$/);
    }),
  );
});

test.each([
  ['substitutions', 'RUN '.concat('$('.repeat(8_000))],
  ['quotes', 'RUN '.concat('"$('.repeat(5_000))],
  ['variables', `RUN a=${'x'.repeat(1_000)};${'a=$a$a;'.repeat(2_000)}`],
  ['commands', 'RUN '.concat('a;'.repeat(8_000))],
  ['braces', 'RUN rm '.concat('{a,'.repeat(5_000))],
  ['build arguments', '|1 '.concat('cmd a=b '.repeat(2_000))],
  ['flags', 'RUN '.concat('--mount=type=cache,'.repeat(800))],
  ['heredocs', 'RUN '.concat('cat <<A\n'.repeat(2_000))],
  ['packages', 'RUN apt-get install '.concat(`${'a-'.repeat(30)} `.repeat(200))],
])('hostile text takes no time: %s', (_reason, createdBy) => {
  const began = performance.now();
  for (let round = 0; round < 10; round++) traceInstruction(createdBy);

  expect(performance.now() - began).toBeLessThan(500);
});
