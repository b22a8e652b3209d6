import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOCKER_MANIFEST } from '../../src/domain/media-type.ts';
import { fakeDigest } from '../support/builders.ts';
import { runProgram } from '../support/program.ts';

const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A recorded image of layers `[seed, bytes]`; its name is its digest's seed. */
function image(repository: string, name: string, ...layers: [seed: string, size: number][]) {
  return {
    repository,
    digest: fakeDigest(name),
    mediaType: DOCKER_MANIFEST,
    platform: { os: 'linux', architecture: 'amd64' },
    layers: layers.map(([seed, size]) => ({ digest: fakeDigest(seed), size, mediaType: LAYER_TYPE })),
    history: layers.map(([seed]) => ({ createdBy: `RUN make ${seed}` })),
    emptyLayerInference: 'exact-by-instruction',
  };
}

function push(repository: string, tag: string, name: string, hour: number) {
  const at = new Date(Date.UTC(2017, 0, 1, hour)).toISOString();
  return { action: 'push', repository, tag, digest: fakeDigest(name), at };
}

const IMAGES = [
  image('debian', 'debian-8', ['debian', 51_000_000]),
  image('node', 'node-1', ['debian', 51_000_000], ['node-1', 9_000_000]),
  image('node', 'node-2', ['debian', 51_000_000], ['node-2', 39_000_000]),
  image('never-pushed', 'other', ['other', 1_000]),
];

const PUSHES = [
  push('debian', '8', 'debian-8', 0),
  push('node', '1.0', 'node-1', 1),
  push('node', 'latest', 'node-1', 2),
  { action: 'untag', repository: 'node', tag: 'latest', at: '2017-01-01T03:00:00Z' },
  push('node', 'latest', 'node-2', 4),
  push('node', '3.0', 'not in the recording', 5),
];

async function write(name: string, records: readonly object[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, gzipSync(records.map((record) => JSON.stringify(record)).join('\n')));
  return file;
}

async function replay(images: readonly object[], pushes: readonly object[], ...more: string[]) {
  const program = runProgram(
    'replay.ts',
    '--images',
    await write('images.ndjson.gz', images),
    '--pushes',
    await write('pushes.ndjson.gz', pushes),
    ...more,
  );
  return { code: await program.ended, ...program.output };
}

test('answers the summary, the duplicates and the alerts as JSON, and nothing else', async () => {
  const { code, stdout, stderr } = await replay(IMAGES, PUSHES, '--json', '--duplicates', '3');

  const answer = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(answer.totals).toMatchObject({
    repositories: 2,
    images: 3,
    layers: 3,
    storedBytes: 150_000_000,
    uniqueBytes: 99_000_000,
    duplicateBytes: 51_000_000,
    complete: true,
  });
  expect(answer.duplicates).toMatchObject([
    { digest: fakeDigest('debian'), repositoryCount: 2, instruction: 'RUN make debian' },
  ]);
  expect(answer.alerts).toMatchObject({ 'duplicate-layer': 1, 'image-grew': 1 });
  expect(stderr).toContain('Replayed 6 records');
  expect(stderr).toContain('Left out 1 push whose image is not in the recording.');
}, 60_000);

test('tells a person the same, for the first records only', async () => {
  const { code, stdout } = await replay(IMAGES, PUSHES, '--limit', '3');

  expect(code).toBe(0);
  expect(stdout).toContain('2 repositories, 2 images, 2 distinct layers\n');
  expect(stdout).toContain(
    '\n1 duplicate-layer\n  A 51.0 MB layer is in 2 repositories: at most 51.0 MB of duplicates.\n  → Turn on blob mounting',
  );
}, 60_000);

test.each([
  ['an image without a digest', [IMAGES[0] ?? {}, {}], PUSHES, /^images\.ndjson\.gz line 2: .*digest.*\n$/],
  [
    'a push without a time',
    IMAGES,
    [{ ...PUSHES[0], at: 'soon' }],
    /^pushes\.ndjson\.gz line 1: at: not a time\n$/,
  ],
  [
    'an action nobody knows',
    IMAGES,
    [{ ...PUSHES[0], action: 'pull' }],
    /^pushes\.ndjson\.gz line 1: action: .*\n$/,
  ],
])(
  'names the line of %s',
  async (_reason, images, pushes, message) => {
    const { code, stdout, stderr } = await replay(images, pushes, '--json');

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  },
  60_000,
);

test('says which pushes it gave up, and does not end well', async () => {
  const repository = 'UPPER/case';

  const { code, stderr } = await replay(
    [image(repository, 'upper', ['debian', 51_000_000])],
    [push(repository, '1', 'upper', 0)],
  );

  expect(code).toBe(1);
  expect(stderr).toContain(`Gave up on 1 image after 5 deliveries, ${repository}@`);
}, 60_000);
