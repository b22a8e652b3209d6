import { expect, test } from 'vitest';
import { askLines } from '../../src/local/ask-text.ts';
import type { AlertItem, Answers, DuplicateLayer, SummaryBody } from '../../src/local/answers.ts';
import { readReport, worstAlert } from '../../src/local/report.ts';
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

function grown(repository: string, grownBytes: number, more: Partial<AlertItem> = {}): AlertItem {
  const series = { ...REGISTRY, repository, series: 'default', platform: 'linux/amd64' };
  return {
    id: fakeDigest(repository).slice(7, 27),
    kind: 'image-grew',
    severity: 'high',
    ...{ state: 'open', revision: 1, owners: [], resolution: null, mute: null },
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
      ...{ sinceDays: null, base: null, monthlyCostUsd: 0 },
      instructions: [],
      remedy: ['Look at `COPY . .` first.', 'Do nothing.'],
    },
    openedAt: AT,
    updatedAt: AT,
    ...more,
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

async function linesOf(...said: Parameters<typeof answers>): Promise<string[]> {
  return summaryLines(await readReport(answers(...said)));
}

const OVER = { state: 'resolved', resolution: 'It is as small again.' } as const;

test('tells the totals, the most wasteful layers, and of each kind the worst alert with its first remedy', async () => {
  const lines = await linesOf(
    [duplicate('RUN make'), duplicate(null)],
    [grown('team/orders', 5_000_000), grown('team/a', 177_300_000), grown('team/b', 900_000_000, OVER)],
  );

  expect(lines.join('\n')).toBe(`27 repositories, 1,357 images, 641 distinct layers
  stored      20.0 GB
  unique      15.0 GB
  duplicates  at most 5.0 GB (25 % of what is stored, 0.47 USD a month)

The most wasteful layers
  554.4 MB  92.4 MB in 7 repositories  RUN make
  554.4 MB  92.4 MB in 7 repositories  instruction not known

3 alerts, 1 of them over by now. Of each kind how many, the worst as it was told, and what to do first:

3 image-grew
  team/a:1.4.3 grew by 177.3 MB (100 %) to 354.6 MB.
  → Look at \`COPY . .\` first.`);
});

test('says what is over where nothing else is left of a kind, and not what to do', async () => {
  const lines = await linesOf([], [grown('team/b', 5_000_000, OVER)]);

  expect(lines.slice(-2)).toEqual([
    '1 image-grew',
    '  Over by now: team/b:1.4.3 grew by 5.0 MB (100 %) to 10.0 MB.',
  ]);
});

test('breaks long advice between words, and leaves a long word whole', async () => {
  const alert = grown('team/a', 5_000_000);
  const arn = `arn:aws:ecr:eu-west-1:123456789012:repository/${'a'.repeat(80)}`;
  const remedy = [`${'Mend it. '.repeat(12)}${arn} ${'Then push. '.repeat(9)}`];

  const lines = await linesOf([], [{ ...alert, finding: { ...alert.finding, remedy } }]);

  const advice = lines.slice(lines.findIndex((line) => line.startsWith('  → ')));
  expect(advice.map((line) => line.trim()).join(' ')).toBe(`→ ${remedy[0]?.trim()}`);
  expect(advice.filter((line) => line.length > 98)).toEqual([`    ${arn}`]);
});

test('takes out what would move the cursor, and shortens an instruction', async () => {
  const alert = grown('team/a', 5_000_000);
  const remedy = ['Look at `RUN \x1b[2J` first.'];

  const lines = await linesOf(
    [duplicate(`RUN \x1b[2J${'a'.repeat(300)}`)],
    [{ ...alert, finding: { ...alert.finding, remedy } }],
  );

  const line = lines.find((text) => text.includes('RUN')) ?? '';
  expect(line.length).toBeLessThan(120);
  expect(line.endsWith('…')).toBe(true);
  expect(lines.join('\n')).not.toContain('\x1b');
});

test('does not call a small cost none', async () => {
  const lines = await linesOf([], [], { duplicateCostUsd: 0.0048 });

  expect(lines.join('\n')).toContain('less than 0.01 USD a month');
});

test('has words for nothing at all', async () => {
  const nothing = { images: 0, layers: 0, storedBytes: 0, uniqueBytes: 0, duplicateBytes: 0 };

  const lines = await linesOf([], [], { ...nothing, repositories: 0 });

  expect(lines).toContain('No layer is in more than one repository.');
  expect(lines).toContain('Nothing was found that is worth an alert.');
  expect(lines.join('\n')).toContain('(0 % of what is stored');
});

test('takes the most severe of the alerts that are open for the worst one', async () => {
  const [low, over] = [
    grown('a', 9_000_000, { severity: 'low' }),
    grown('b', 9, { ...OVER, severity: 'critical' }),
  ];
  const high = grown('c', 5_000_000);

  expect(worstAlert(await readReport(answers([], [low, over, high])))?.id).toBe(high.id);
  expect(worstAlert(await readReport(answers([], [over])))).toBeNull();
});

test('asks for the worst alert, and what merging two repositories with a large layer would free', async () => {
  const layer = { ...duplicate(null), repositories: ['team/a', 'team/b', 'team/c'] };
  const alert = grown('team/a', 5_000_000);

  const some = askLines(await readReport(answers([layer], [alert])), 'http://localhost:1');
  const none = askLines(await readReport(answers([], [])), 'http://localhost:1');

  expect(some.slice(-3)).toEqual([
    `curl -s http://localhost:1/v1/alerts/${alert.id}`,
    'curl -s http://localhost:1/v1/simulations -H content-type:application/json \\',
    `  -d '{"merge":[{"repositories":["team/a","team/b"]}]}'`,
  ]);
  expect(none.join('\n')).not.toMatch(/simulations|alerts\//);
});
