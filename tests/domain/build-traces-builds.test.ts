import { expect, test } from 'vitest';
import { traceInstruction } from '../../src/domain/build-traces.ts';

/** What is left over, as `kind tool: what`. */
function left(createdBy: string): string[] {
  return traceInstruction(createdBy).flatMap((trace) =>
    'tool' in trace ? `${trace.kind} ${trace.tool}: ${trace.what}` : [],
  );
}

const NPM_CACHE = 'package-cache npm: downloaded packages';
const NPM_DEV = 'dev-package npm: development dependencies';
const GO_CACHE = 'package-cache go: modules and compiled packages';
const YARN_CACHE = 'package-cache yarn: downloaded packages';

test.each([
  ['npm with all it needs to develop', 'RUN npm ci', [NPM_DEV, NPM_CACHE]],
  ['a build after it', 'RUN npm ci && npm run build', [NPM_DEV, 'build npm: npm run build', NPM_CACHE]],
  ['the cache alone', 'RUN npm ci --omit=dev', [NPM_CACHE]],
  ['a tool for all', 'RUN npm install -g serve@14', [NPM_CACHE]],
  ['development alone', 'RUN npm install && npm cache clean --force', [NPM_DEV]],
  ['yarn without words installs', 'RUN yarn', ['dev-package yarn: development dependencies', YARN_CACHE]],
  ['yarn in production', 'RUN yarn install --frozen-lockfile --production', [YARN_CACHE]],
  [
    'pnpm: its store is hard links',
    'RUN pnpm install --frozen-lockfile',
    ['dev-package pnpm: development dependencies'],
  ],
  ['go', 'RUN CGO_ENABLED=0 go build -o /app ./cmd', ['build go: go build', GO_CACHE]],
  ['modules of go', 'RUN go mod download', [GO_CACHE]],
  ['cargo', 'RUN cargo build --release', ['build cargo: cargo build', 'package-cache cargo: registry']],
  [
    'maven',
    'RUN ./mvnw -B -DskipTests clean package',
    ['build maven: mvn package', 'package-cache maven: local repository'],
  ],
  ['maven that only fetches', 'RUN mvn dependency:go-offline', ['package-cache maven: local repository']],
  [
    'gradle',
    'RUN ./gradlew bootJar --no-daemon',
    ['build gradle: gradle build', 'package-cache gradle: caches and distributions'],
  ],
  [
    'dotnet',
    'RUN dotnet publish -c Release -o /out',
    ['build dotnet: dotnet publish', 'package-cache dotnet: NuGet packages'],
  ],
  ['the .NET SDK by its script', 'RUN ./dotnet-install.sh --channel 8.0', ['compiler dotnet: .NET SDK']],
  ['the .NET SDK by a package', 'RUN apt-get install -y dotnet-sdk-8.0', ['compiler apt: dotnet-sdk-8.0']],
  ['make', 'RUN cd /src && ./configure && make -j4 && make install', ['build make: make']],
  ['make where something else is removed', 'RUN cd /src && make && rm -rf /tmp/x', ['build make: make']],
  ['make where only a file is removed', 'RUN make && rm x.tgz', ['build make: make']],
  ['make where only a cache is removed', 'RUN make && rm -rf /var/cache/apt', ['build make: make']],
  ['tests of go', 'RUN go test ./...', [GO_CACHE]],
  ['crates', 'RUN cargo fetch', ['package-cache cargo: registry']],
  ['NuGet packages', 'RUN dotnet restore', ['package-cache dotnet: NuGet packages']],
  ['a compiler', 'RUN gcc -O2 -o /bin/tool tool.c', ['build gcc: gcc']],
  ['cmake', 'RUN cmake -S . -B out && cmake --build out', ['build make: cmake']],
])('leftovers of builds: %s', (_reason, createdBy, expected) => {
  expect(left(createdBy)).toEqual(expected);
});

test.each([
  ['--omit=dev and a clean cache', 'RUN npm ci --omit=dev && npm cache clean --force'],
  ['--omit dev in two words', 'RUN npm ci --omit dev && npm cache clean --force'],
  ['NODE_ENV', 'RUN NODE_ENV=production npm ci && rm -rf ~/.npm'],
  ['pruned', 'RUN npm ci && npm run lint && npm prune --production && rm -rf /root/.npm/_cacache'],
  ['installed again without', 'RUN npm ci && npm test && npm ci --omit=dev && npm cache clean --force'],
  ['removed', 'RUN npm ci && npm test && rm -rf node_modules ~/.npm'],
  ['the cache somewhere else', 'RUN npm install --production --cache /tmp/npm'],
  ['npm that installs nothing', 'RUN npm --version && npm config set registry https://example.com'],
  ['yarn in production, cleaned', 'RUN yarn install --production && yarn cache clean'],
  ['pnpm in production', 'RUN pnpm install --prod'],
  ['go that builds nothing', 'RUN go version && go env'],
  [
    'go with its caches mounted',
    'RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download',
  ],
  [
    'go installed and removed around it',
    'RUN apk add --no-cache --virtual .b go && go build -o /app . && apk del .b && rm -rf /go ~/.cache',
  ],
  ['cargo cleaned', 'RUN cd /src && cargo build && cp target/x /x && rm -rf /src /usr/local/cargo/registry'],
  ['maven that only tells its version', 'RUN mvn --version'],
  ['gradle that only tells its version', 'RUN gradle --version'],
  ['dotnet that builds nothing', 'RUN dotnet --info'],
  ['the .NET runtime', 'RUN ./dotnet-install.sh --runtime aspnetcore'],
  ['make with its tools purged', 'RUN apt-get install -y make && cd /src && make && apt-get purge -y make'],
  [
    'make with its sources removed',
    'RUN cd /usr/src/python && make && make install && rm -rf /usr/src/python',
  ],
  ['make in a folder that is removed', 'RUN make -C /usr/src/redis && rm -r /usr/src/redis'],
  ['make where nobody knows, cleaned', 'RUN cd "$(mktemp -d)" && make && rm -rf /usr/src/x'],
  ['make that only tells its version', 'RUN make --version && gcc -v'],
  ['caches of go cleaned', 'RUN go mod download && go clean -modcache'],
  ['caches of go elsewhere', 'RUN GOCACHE=/x go mod download'],
  ['cargo cleaned by itself', 'RUN cargo +nightly build && cargo clean && rm -rf ~/.cargo/registry'],
  ['cargo that builds nothing', 'RUN cargo --version'],
  ['maven with a repository elsewhere', 'RUN mvn -Dmaven.repo.local=/tmp/m2 dependency:resolve'],
  ['gradle with a home elsewhere', 'RUN gradle -g /tmp/g tasks && GRADLE_USER_HOME=/g gradle dependencies'],
  ['gradle that writes its wrapper', 'RUN gradle wrapper'],
  ['NuGet packages cleaned', 'RUN dotnet restore && dotnet nuget locals all --clear'],
  ['make clean, and cmake that only configures', 'RUN make clean && cmake -S . -B out && gcc'],
  ['the folder of a build removed from beside it', 'RUN cd /usr/src && cd x && make && cd .. && rm -rf x'],
  ['the folder of a build removed by names that nobody knows', 'RUN make && rm -rf $(cat list)'],
  ['a script named like a tool', 'RUN ./make-release.sh && /opt/gcc/install.sh'],
  ['a folder named like a tool', 'RUN ls /usr/lib/go && test -d make'],
])('no build is left over: %s', (_reason, createdBy) => {
  expect(left(createdBy)).toEqual([]);
});

test.each([
  ['the build context, as it is', 'COPY . /app # buildkit', ['sources copy: COPY .']],
  ['with flags', 'COPY --chown=node:node ./ ./', ['sources copy: COPY ./']],
  ['added', 'ADD . /srv', ['sources copy: COPY .']],
  ['a folder by its name', 'COPY src /app/src # buildkit', []],
  ['what another stage made', 'COPY --from=build . /app', []],
  ['what another stage made, as BuildKit writes it', 'COPY /app /app # buildkit', []],
  ['the classic builder tells nothing', `/bin/sh -c #(nop) COPY dir:${'a'.repeat(64)} in /app `, []],
  ['no target', 'COPY .', []],
])('sources: %s', (_reason, createdBy, expected) => {
  expect(left(createdBy)).toEqual(expected);
});
