import { expect, test } from 'vitest';
import type { AlertItem, Answers, DuplicateLayer, SummaryBody } from '../../src/local/answers.ts';
import { summaryLines } from '../../src/local/summary-text.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';

const AT = '2026-11-20T10:00:00.000Z';

const TOTALS = {
  accountId: null,
  region: null,
  repositories: 27,
  images: 1_357,
  layers: 641,
  logicalBytes: 9e10,
  storedBytes: 20_000_000_000,
  uniqueBytes: 15_000_000_000,
  duplicateBytes: 5_000_000_000,
  bound: 'upper',
  complete: true,
  blobMounting: null,
  monthlyCostUsd: 1.8626,
  duplicateCostUsd: 0.4657,
  lastReconciledAt: null,
  drift: null,
  asOf: AT,
} satisfies SummaryBody['totals'];

function duplicate(instruction: string | null): DuplicateLayer {
  return {
    ...REGISTRY,
    digest: fakeDigest('layer'),
    diffId: null,
    sizeBytes: 92_400_000,
    repositoryCount: 7,
    repositories: ['team/orders'],
    duplicateBytes: 554_400_000,
    bound: 'upper',
    instruction,
    monthlyCostUsd: 0.05,
  };
}

function grown(repository: string, grownBytes: number, instructions: (string | null)[]): AlertItem {
  const series = { ...REGISTRY, repository, series: 'default', platform: 'linux/amd64' };
  return {
    id: 'a',
    kind: 'image-grew',
    severity: 'high',
    state: 'open',
    subject: { type: 'series', ...series },
    finding: {
      kind: 'image-grew',
      severity: 'high',
      ...series,
      digest: fakeDigest(repository),
      tags: ['1.4.3'],
      sizeBytes: 2 * grownBytes,
      baselineBytes: grownBytes,
      grownBytes,
      grownPercent: 100,
      predecessor: { digest: fakeDigest('before'), sizeBytes: grownBytes },
      baseChangeBytes: null,
      ownChangeBytes: null,
      instructions: instructions.map((instruction) => ({
        instruction,
        bytesBefore: 0,
        bytesAfter: grownBytes,
      })),
      remedy: [],
    },
    openedAt: AT,
    updatedAt: AT,
  };
}

function answers(
  duplicates: DuplicateLayer[],
  images: AlertItem[],
  totals: Partial<typeof TOTALS> = {},
): Answers {
  return {
    summary: async () => ({ asOf: AT, totals: { ...TOTALS, ...totals }, registries: [] }),
    duplicates: async () => duplicates,
    alerts: async (kind) => (kind === 'image-grew' ? images : []),
  };
}

test('tells the totals, the most wasteful layers and the images that grew, largest first', async () => {
  const lines = await summaryLines(
    answers(
      [duplicate('RUN make'), duplicate(null)],
      [grown('team/orders', 5_000_000, ['COPY . .']), grown('team/a', 177_300_000, [])],
    ),
  );

  expect(lines.join('\n')).toBe(`27 repositories, 1,357 images, 641 distinct layers
  stored      20.0 GB
  unique      15.0 GB
  duplicates  at most 5.0 GB (25 % of what is stored, 0.47 USD a month)

The most wasteful layers
  554.4 MB  92.4 MB in 7 repositories  RUN make
  554.4 MB  92.4 MB in 7 repositories  instruction not known

The images that grew
  +177.3 MB  100 %  team/a:1.4.3       instruction not known
  +5.0 MB    100 %  team/orders:1.4.3  COPY . .

Alerts: 0 duplicate-layer, 2 image-grew`);
});

test('names ten images that grew, and how many more there are', async () => {
  const images = Array.from({ length: 12 }, (_, position) =>
    grown(`team/a${position}`, 1_000 + position, ['RUN a']),
  );

  const lines = await summaryLines(answers([], images));

  expect(lines.filter((line) => line.includes('team/a'))).toHaveLength(10);
  expect(lines).toContain('  and 2 more: /v1/alerts?kind=image-grew');
});

test('shortens an instruction and takes out what would move the cursor', async () => {
  const lines = await summaryLines(answers([duplicate(`RUN \x1b[2J${'a'.repeat(300)}`)], []));

  const line = lines.find((text) => text.includes('RUN')) ?? '';
  expect(line.length).toBeLessThan(120);
  expect(line).not.toContain('\x1b');
  expect(line.endsWith('…')).toBe(true);
});

test('does not call a small cost none', async () => {
  const lines = await summaryLines(answers([], [], { duplicateCostUsd: 0.0048 }));

  expect(lines.join('\n')).toContain('less than 0.01 USD a month');
});

test('has words for nothing at all', async () => {
  const lines = await summaryLines(
    answers([], [], {
      repositories: 0,
      images: 0,
      layers: 0,
      storedBytes: 0,
      uniqueBytes: 0,
      duplicateBytes: 0,
    }),
  );

  expect(lines).toContain('No layer is in more than one repository.');
  expect(lines).toContain('No image grew.');
  expect(lines.join('\n')).toContain('(0 % of what is stored');
});
