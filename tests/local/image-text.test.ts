import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Finding } from '../../src/domain/findings/finding.ts';
import { Finding as FindingAnswer } from '../../src/handlers/api-findings.ts';
import { createPaint } from '../../src/local/columns.ts';
import type { ImageAnswer } from '../../src/local/image-api.ts';
import { type Child, imageLines } from '../../src/local/image-text.ts';
import { at, fakeDigest, REGISTRY } from '../support/builders.ts';
import { duplicateLayerFinding, imageGrewFinding } from '../support/findings.ts';
import { buildLeftoversFinding } from '../support/series-findings.ts';
import { sameContentFinding } from '../support/shared-findings.ts';
import { baseAnswer, imageAnswer, layerAnswer } from '../support/image-answers.ts';

const API = 'http://127.0.0.1:8787';

function lines(image: ImageAnswer, children: readonly Child[] = [], api = API): string[] {
  return imageLines({ image, children, api }, { width: 80, paint: createPaint(false) });
}

/** Findings as the API answers them. */
function answered(...findings: readonly Finding[]): ImageAnswer['findings'] {
  return z.parse(z.array(FindingAnswer), findings);
}

/** The lines beside a label. */
function fact(image: ImageAnswer, label: string): string[] {
  const all = lines(image);
  const start = all.findIndex((line) => line.startsWith(`  ${label} `));
  const end = all.findIndex((line, position) => position > start && !line.startsWith(' '.repeat(12)));
  return start < 0 ? [] : all.slice(start, end).map((line) => line.slice(12));
}

test('begins with what the image is', () => {
  const image = imageAnswer(undefined, { tags: ['1.0.0', 'latest'], newBytes: 1_000 });

  expect(lines(image).slice(0, 9)).toEqual([
    'team/orders',
    image.digest,
    '',
    '  registry  123456789012/eu-west-1',
    '  tags      1.0.0, latest',
    '  platform  linux/amd64',
    '  pushed    2026-11-20 10:00:00 UTC',
    '  size      2.0 kB in 2 layers, 1.0 kB new to the repository',
    '  base      unknown',
  ]);
});

test('says what is unusual about it', () => {
  const image = imageAnswer(undefined, {
    tags: [],
    platform: null,
    newBytes: 2_000,
    deletedAt: at(5),
    storageClass: 'archive',
    locations: ['team/a', 'team/b', 'team/c', 'team/d', 'team/e', 'team/f', 'team/orders'].map(
      (repository) => ({ ...REGISTRY, repository }),
    ),
  });

  expect(fact(image, 'tags')).toEqual(['none']);
  expect(fact(image, 'platform')).toEqual(['not stated']);
  expect(fact(image, 'deleted')).toEqual(['2026-11-20 10:00:05 UTC']);
  expect(fact(image, 'archived')).toEqual(['its bytes count; it cannot be pulled before it is restored']);
  expect(fact(image, 'size')).toEqual(['2.0 kB in 2 layers, all new to the repository']);
  expect(fact(image, 'also in')).toEqual(['team/a, team/b, team/c, team/d, team/e and 1 more']);
});

test('ends with what its push brought to light', () => {
  const layers = [layerAnswer('base'), layerAnswer('shared', { digest: duplicateLayerFinding().digest })];
  const findings = answered(imageGrewFinding(), duplicateLayerFinding());

  const [title, grew, duplicate] = lines(imageAnswer(layers, { findings })).slice(-3);

  expect(title).toBe('What its push brought to light: 2 findings');
  expect(grew).toMatch(/^ {2}\[\w+\] grew by .+ to .+: RUN /);
  expect(duplicate).toMatch(/^ {2}\[\w+\] has a 187\.3 MB layer in 3 repositories \(layer 2\)$/);
});

test('names the layer of a content that is stored twice, and the instruction that leaves most behind', () => {
  const shared = sameContentFinding();
  const layers = [layerAnswer('base'), layerAnswer('shared', { diffId: shared.diffId })];
  const findings = answered(shared, buildLeftoversFinding());

  const [same, left] = lines(imageAnswer(layers, { findings })).slice(-2);

  expect(same).toMatch(/^ {2}\[\w+\] stores the same files under \d digests \(layer 2\)$/);
  expect(left).toMatch(/^ {2}\[\w+\] holds what only its build needed, in .+: (?:RUN|COPY) /);
});

test('lists what an index lists, and how to look at one of them', () => {
  const [amd64, gone, attestation] = ['amd64', 'gone', 'attestation'].map(fakeDigest);
  const children = [
    { digest: `${amd64}`, image: imageAnswer() },
    { digest: `${gone}`, image: null },
    { digest: `${attestation}`, image: imageAnswer([], { kind: 'artifact', platform: null }) },
  ];
  const index = imageAnswer([], {
    kind: 'index',
    base: null,
    platform: null,
    children: [amd64, gone, attestation, fakeDigest('more')].flatMap((digest) => digest ?? []),
  });

  const text = lines(index, children, 'http://127.0.0.1:9000');

  expect(fact(index, 'kind')).toEqual(['index of 4 manifests']);
  expect(text.slice(-7)).toEqual([
    'DIGEST        KIND       PLATFORM     SIZE',
    `${amd64?.slice(7, 19)}  image      linux/amd64  2.0 kB`,
    `${gone?.slice(7, 19)}  not known  –            –`,
    `${attestation?.slice(7, 19)}  artifact   –            0 B`,
    'and 1 more: --json lists all',
    '',
    `Look at one: npm run image -- team/orders@${amd64?.slice(7, 19)} --api http://127.0.0.1:9000`,
  ]);
});

test('has words for an index that lists nothing', () => {
  expect(lines(imageAnswer([], { kind: 'index', base: null })).at(-1)).toBe('It lists nothing.');
});

test('says what an artifact is, and what it is about', () => {
  const subject = fakeDigest('signed');
  const more = { kind: 'artifact', artifactType: 'application/spdx+json', subject, base: null } as const;

  const artifact = imageAnswer([layerAnswer('packages')], more);

  expect(fact(artifact, 'kind')).toEqual(['artifact, application/spdx+json']);
  expect(fact(artifact, 'about')).toEqual([`team/orders@${subject.slice(7, 19)}`]);
  expect(fact(imageAnswer([], { ...more, artifactType: null }), 'kind')).toEqual([
    'artifact, of a type that is not known',
  ]);
});

test('invents no size for what is not supported', () => {
  const mediaType = 'application/vnd.docker.distribution.manifest.v1+json';

  const image = imageAnswer([], {
    kind: 'unsupported',
    mediaType,
    sizeBytes: null,
    newBytes: null,
    base: null,
  });

  expect(fact(image, 'kind')).toEqual([`not supported, ${mediaType}`]);
  expect(fact(image, 'size')).toEqual([]);
  expect(lines(image).at(-1)).toBe(
    'Its manifest does not say how large its layers are: none of it is counted.',
  );
});

test('has words for an image without layers, and for layers that stand twice', () => {
  const repeated = [layerAnswer('empty'), layerAnswer('empty')];

  expect(lines(imageAnswer([])).at(-1)).toBe('No layers.');
  expect(lines(imageAnswer(repeated)).at(-1)).toBe(
    'What stands more than once is stored, and counted, once.',
  );
});

test('lets nothing in that moves the cursor, and keeps to its columns', () => {
  const hostile = `a\x1b[2J\u202e\n${'b'.repeat(300)}`;
  const image = imageAnswer([layerAnswer('a')], {
    tags: [hostile],
    platform: hostile,
    base: baseAnswer({ evidence: 'declared', name: hostile }),
    findings: answered(imageGrewFinding()),
  });
  const index = imageAnswer([], { kind: 'index', children: [image.digest], artifactType: hostile });

  const text = [...lines(image), ...lines(index, [{ digest: image.digest, image }])];

  expect(text.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(Math.max(...text.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
