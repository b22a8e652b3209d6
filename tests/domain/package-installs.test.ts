import { describe, expect, it, test } from 'vitest';
import { packageInstallOf } from '../../src/domain/package-installs.ts';

describe('packageInstallOf', () => {
  test.each([
    {
      run: 'apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
      reason: 'with clean-up',
    },
    { run: 'apt-get -qq update', reason: 'an option before the command' },
    { run: 'DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata', reason: 'a variable for it alone' },
    { run: 'sudo apt install git', reason: 'as another user' },
    { run: 'apk add --no-cache tini', reason: 'Alpine' },
    { run: 'set -eux; microdnf install -y java-21-openjdk-headless; microdnf clean all', reason: 'Red Hat' },
    { run: '/bin/bash -o pipefail -c apt-get update && apt-get install -y git', reason: 'another shell' },
    { run: '|1 [build arguments] apt-get install -y nodejs', reason: 'with build arguments' },
    { run: '--mount=type=cache,target=/var/cache/apt apt-get install -y git', reason: 'with a mount' },
  ])('sees that `RUN $run` installs packages of the system ($reason)', ({ run }) => {
    expect(packageInstallOf(`RUN ${run}`)).toEqual({ isSystem: true, needs: null, needed: null });
  });

  test.each([
    { run: 'npm ci --omit=dev', needs: 'package.json and package-lock.json' },
    { run: 'cd /app && npm install && npm cache clean --force', needs: 'package.json and package-lock.json' },
    {
      run: 'npm install -g pnpm && pnpm install --frozen-lockfile',
      needs: 'package.json and pnpm-lock.yaml',
    },
    { run: 'corepack enable && pnpm i --prod', needs: 'package.json and pnpm-lock.yaml' },
    { run: 'yarn', needs: 'package.json and yarn.lock' },
    { run: 'yarn --production', needs: 'package.json and yarn.lock' },
    { run: 'yarn install --frozen-lockfile', needs: 'package.json and yarn.lock' },
    { run: 'pip install --no-cache-dir -r requirements.txt', needs: 'requirements.txt' },
    { run: 'pip3 install -r /srv/requirements.txt -t /var/task', needs: 'requirements.txt' },
    {
      run: 'python3 -m pip install --upgrade pip && pip install -r requirements.txt',
      needs: 'requirements.txt',
    },
    {
      run: 'apk add --virtual .b gcc && pip install -r requirements.txt && apk del .b',
      needs: 'requirements.txt',
    },
    { run: 'uv pip install --system -r requirements.txt', needs: 'requirements.txt' },
    { run: 'poetry install --only main --no-root', needs: 'pyproject.toml and poetry.lock' },
    { run: 'uv sync --locked --no-install-project', needs: 'pyproject.toml and uv.lock' },
    { run: 'bundle install --jobs 4', needs: 'Gemfile and Gemfile.lock' },
    { run: 'composer install --no-dev --no-autoloader', needs: 'composer.json and composer.lock' },
    { run: './mvnw -B dependency:go-offline', needs: 'pom.xml' },
    { run: 'gradle --no-daemon dependencies', needs: 'the Gradle build and lock files' },
    { run: 'go mod download', needs: 'go.mod and go.sum' },
    { run: 'cargo fetch --locked', needs: 'Cargo.toml and Cargo.lock' },
    { run: 'dotnet restore', needs: 'the project files (*.csproj)' },
    { run: 'npm install --global aws-cdk', needs: null },
    { run: 'yarn global add serve', needs: null },
  ])('sees that `RUN $run` needs $needs', ({ run, needs }) => {
    expect(packageInstallOf(`RUN ${run}`)).toMatchObject({ isSystem: false, needs });
  });

  test.each([
    { instruction: 'RUN npm run build', reason: 'it builds' },
    { instruction: 'RUN npm ci && npm run build', reason: 'it builds as well' },
    { instruction: 'RUN yarn build', reason: 'it builds' },
    { instruction: 'RUN pip install .', reason: 'it installs the sources' },
    { instruction: 'RUN pip install --no-cache-dir -e ./lib', reason: 'it installs the sources' },
    { instruction: 'RUN pip install --no-cache-dir .', reason: 'an option without a value' },
    { instruction: 'RUN pip install /tmp/app-1.0-py3-none-any.whl', reason: 'it was copied before' },
    { instruction: 'RUN poetry install', reason: 'it installs the sources, too' },
    { instruction: 'RUN mvn -B package', reason: 'it builds' },
    { instruction: 'RUN cargo build --release', reason: 'it builds' },
    { instruction: 'RUN apt-get update && apt-get install -y gcc && make', reason: 'it does more' },
    { instruction: 'RUN apt-get update && apt-get install -y gcc g++ mak…', reason: 'its end is not known' },
    { instruction: 'RUN npm ci && pip install -r requirements.txt', reason: 'the files of two languages' },
    { instruction: 'RUN rm -rf /tmp/*', reason: 'it installs nothing' },
    { instruction: 'RUN', reason: 'it does nothing' },
    { instruction: 'COPY npm ci', reason: 'it copies' },
  ])('makes nothing of `$instruction` ($reason)', ({ instruction }) => {
    expect(packageInstallOf(instruction)).toBeNull();
  });

  it('is quick with hostile text', () => {
    const texts = [
      `npm ${'-a '.repeat(80)}`,
      `apt-get ${'-'.repeat(230)}`,
      `pip install ${' -r'.repeat(76)}`,
    ];

    const start = performance.now();
    for (const text of texts) packageInstallOf(`RUN ${text}!`);

    expect(performance.now() - start).toBeLessThan(100);
  });
});
