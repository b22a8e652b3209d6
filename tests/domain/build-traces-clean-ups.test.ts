import { expect, test } from 'vitest';
import { traceInstruction } from '../../src/domain/build-traces.ts';

/** What is left over, as `kind tool: what`. */
function left(createdBy: string): string[] {
  return traceInstruction(createdBy).flatMap((trace) =>
    'tool' in trace ? `${trace.kind} ${trace.tool}: ${trace.what}` : [],
  );
}

const APT_LISTS = 'package-cache apt: package lists';

test.each([
  ['purged in the same instruction', 'RUN apt-get install -y gcc make && make && apt-get purge -y gcc make'],
  [
    'purged by the variable it was installed by',
    "RUN b='gcc' && apt-get install $b && apt-get purge -y --auto-remove $b",
  ],
  ['purged by names that nobody knows', 'RUN apt-get install -y gcc && apt-get purge -y $(cat /deps)'],
  ['purged by a pattern', "RUN apt-get install -y libpq-dev && apt-get purge -y '*-dev'"],
  [
    'marked, and removed with the next',
    "RUN apt-get install -y gcc && apt-mark auto '.*' && apt-mark manual curl && apt-get purge -y --auto-remove",
  ],
  ['lists removed', 'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*'],
  ['lists removed with something else', 'RUN apt-get update && rm -rf /var/lib/{apt,dpkg,cache,log}/'],
  ['lists deleted by find', 'RUN apt-get update && find /var/lib/apt/lists -type f -delete'],
  ['lists removed by distclean', 'RUN apt-get update && apt-get distclean'],
  ['no lists fetched', 'RUN apt-get install -y curl'],
  [
    'names that only look alike',
    'RUN apt-get install -y libdevmapper1.02.1 python3-dev-tools makepasswd gcc-base devscripts',
  ],
  ['a JRE', 'RUN apt-get install -y openjdk-17-jre-headless && apk add --no-cache openjdk11-jre'],
  ['in quotes', 'RUN echo "apt-get update && apt-get install -y gcc" > /help'],
  ['words of echo', 'RUN echo apt-get install gcc'],
  ['a comment', 'RUN true # apt-get install gcc'],
  ['a comment in a heredoc', 'RUN /bin/sh -c set -e\n# apt-get install gcc\ntrue\n # buildkit'],
  ['text in a heredoc', 'RUN cat <<EOF > /help\napt-get install gcc\nEOF\ntrue'],
  ['a query in a substitution', 'RUN echo "$(apt-get install --dry-run gcc)" `apt-get update`'],
  ['an empty layer', 'ENV A=apt-get install gcc'],
  ['--no-cache', 'RUN apk add --no-cache curl && apk --no-cache add bash'],
  ['the index removed', 'RUN apk add curl && rm -rf /var/cache/apk/*'],
  [
    'a group of Alpine removed',
    'RUN apk add --no-cache --virtual .build-deps gcc musl-dev && make && apk del .build-deps',
  ],
  ['a group named with an equals sign', 'RUN apk add --no-cache --virtual=.b gcc && apk del --no-network .b'],
  ['yum clean all', 'RUN yum install -y gcc && make && yum remove -y gcc && yum clean all'],
  ['the cache of dnf removed', 'RUN dnf install -y curl && rm -rf /var/cache/dnf /var/cache/yum'],
  ['undone', 'RUN dnf install -y gcc && make && dnf history undo -y last && dnf clean all'],
  ['another root', 'RUN dnf install --installroot=/mnt/rootfs -y gcc'],
  ['--no-cache-dir', 'RUN pip install --no-cache-dir -r requirements.txt'],
  ['PIP_NO_CACHE_DIR for it', 'RUN PIP_NO_CACHE_DIR=1 pip install flask'],
  ['PIP_NO_CACHE_DIR exported', 'RUN export PIP_NO_CACHE_DIR=off; pip install flask'],
  ['PIP_NO_CACHE_DIR as a build argument', '|1 PIP_NO_CACHE_DIR=1 /bin/sh -c pip install flask'],
  ['the cache of pip removed', 'RUN pip install flask && rm -rf ~/.cache'],
  ['the cache of root removed', 'RUN pip install flask && rm -rf /root/.cache/pip'],
  ['the cache of pip purged', 'RUN pip install flask && pip cache purge'],
  ['pip that installs nothing', 'RUN pip --version && pip list'],
  ['uv without a cache', 'RUN uv pip install --no-cache flask && UV_NO_CACHE=1 uv sync'],
  ['a cache mount of Kaniko', 'RUN --mount=type=cache,target=/root/.cache/pip pip install flask'],
  [
    'a cache mount of Buildah',
    '/bin/sh -c --mount=type=cache,dst=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt apt-get update',
  ],
  [
    'the hook of Docker removed: there is a mount',
    'RUN /bin/sh -c rm -f /etc/apt/apt.conf.d/docker-clean; apt-get update # buildkit',
  ],
  ['cmd of Windows', 'cmd /S /C apt-get install gcc'],
  ['PowerShell', 'powershell -Command pip install flask'],
  ['PowerShell with build arguments', 'RUN |1 A=b powershell -Command pip install flask # buildkit'],
  ['no instruction', 'bazel build ... pip install flask'],
  ['nothing', ''],
  ['the index cleaned', 'RUN apk add curl && apk cache clean'],
  ['a group that nobody knows removed', 'RUN apk add --no-cache gcc && apk del $DEPS'],
  ['lines that go on', 'RUN apt-get update \\\n && rm -rf /var/lib/apt/lists/*'],
  ['substitutions with anything in them', `RUN X="$(echo '(' "$(date "+%Y")" \\) (a) "b" )" && true`],
  ['quotes with anything in them', 'RUN echo "a \\" $(b) \\$(apt-get update)"'],
  ['a quote that never ends', "RUN echo $('apt-get update"],
  ['a variable with a default', `RUN apt-get install -y \${DEPS:-gcc}`],
  ['the python that runs something else', 'RUN python3 -m venv /venv && python3 setup.py install'],
  [
    'the cache of uv and of poetry cleaned',
    'RUN uv sync && uv cache clean && poetry install && poetry cache clear --all .',
  ],
  [
    'uv and poetry that install nothing',
    'RUN uv --version && poetry config x y && POETRY_NO_CACHE=1 poetry install',
  ],
  ['deleted by a pattern of one letter', "RUN apt-get install -y a-dev && apt-get purge '?-dev'"],
  ['a shell that runs a file', 'RUN bash /build.sh && sh'],
  ['an evaluated clean-up', "RUN apt-get update; eval 'rm -rf /var/lib/apt/lists/*'"],
  ['removed by what is piped to it', 'RUN apt-get install -y gcc && cat list | xargs -r apt-get purge -y'],
  ['run as somebody', 'RUN gosu app pip install --no-cache-dir flask && su app -c "true"'],
  ['longer than is looked at: its end may clean up', `RUN pip install flask && echo ${'x'.repeat(16_384)}`],
  ['more commands than are looked at', `RUN pip install flask ${'; true'.repeat(1_001)}`],
])('nothing is left over: %s', (_reason, createdBy) => {
  expect(left(createdBy)).toEqual([]);
});

test('a clean-up counts however late it comes', () => {
  const long = `RUN apt-get update && apt-get install -y gcc ${'package '.repeat(100)}`;

  expect(left(`${long}&& apt-get purge -y gcc && rm -rf /var/lib/apt/lists/*`)).toEqual([]);
  expect(left(long)).toEqual(['compiler apt: gcc', APT_LISTS]);
});
