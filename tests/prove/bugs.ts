import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Plants one deliberate bug after the other in a copy of the code and runs the proof on it: a proof that finds nothing
 * then proves nothing. `npm run prove:bugs`.
 */

interface Bug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const BUGS: readonly Bug[] = [
  {
    name: 'a sum is written whatever its version is',
    file: 'src/adapters/dynamodb-sums.ts',
    from: "sum.version === 0 ? { version: 'absent' } : { version: { is: sum.version } },",
    to: '{},',
  },
  {
    name: 'a fact is counted again on retry: its mark is not looked at',
    file: 'src/adapters/dynamodb-sums.ts',
    from: '?? stateOf(item, markName(name, mark));',
    to: '?? 0;',
  },
  {
    name: 'an alert is marked as published before it is',
    file: 'src/domain/raise-alert.ts',
    from: `    await deps.publisher.publish(alert);
    await deps.alerts.markPublished(alert);`,
    to: `    await deps.alerts.markPublished(alert);
    await deps.publisher.publish(alert);`,
  },
  {
    name: 'the second holder of a layer is forgotten: what a deleted image had is taken away from all',
    file: 'src/adapters/dynamodb-layers.ts',
    from: 'this.#settle(repository, item, needed.has(HoldingItem.parse(item).digest))',
    to: 'this.#settle(repository, item, false)',
  },
  {
    name: 'a deletion is believed without asking the registry',
    file: 'src/domain/verify-images.ts',
    from: 'const listed = await registry.describe(repository, digests);',
    to: 'const listed = new Map<Digest, ListedImage>();',
  },
  {
    name: 'an answer of the registry counts although somebody asked later',
    file: 'src/adapters/dynamodb-recording.ts',
    from: 'if ((isOpen || !isOdd(generation)) && inquiry?.inquiry !== asked) return null;',
    to: '',
  },
  {
    name: 'a layer is brought without looking whether its image is still there',
    file: 'src/adapters/dynamodb-layers.ts',
    from: "if (stateOf(row ?? undefined, 'generation') !== generation) return null;",
    to: '',
  },
  {
    name: 'an image is complete before people are told',
    file: 'src/domain/record-image.ts',
    from: `  const findings = await tellOfPush(deps, image, recorded);
  await deps.history.complete(image, attempt, { newBytes, findings });`,
    to: `  await deps.history.complete(image, attempt, { newBytes, findings: [] });
  const findings = await tellOfPush(deps, image, recorded);`,
  },
  {
    name: 'a tag that nothing is known of is believed to be where an old event says',
    file: 'src/domain/settle-tags.ts',
    from: 'each.digest !== null && each.isTrusted;',
    to: 'each.digest !== null;',
  },
  {
    name: 'only the first image of some layers is remembered: a child in its own repository finds no base',
    file: 'src/adapters/dynamodb-chains.ts',
    from: 'const merged = merge(images, own);',
    to: 'const merged = images;',
  },
  {
    name: 'an alert about a layer ends every night, whoever holds it',
    file: 'src/domain/examine-registry.ts',
    from: '(await findAgain(deps, finding, alert)) !== null',
    to: 'false',
  },
];

const ROOT = join(import.meta.dirname, '../..');
const SEEDS = process.argv[2] ?? '20000';

async function isCaught({ file, from, to }: Bug): Promise<boolean> {
  const copy = mkdtempSync(join(tmpdir(), 'layerwatch-bug-'));
  try {
    for (const name of ['src', 'tests', 'package.json', 'tsconfig.json'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once:\n${from}`);
    writeFileSync(path, text.replace(from, to));
    await promisify(execFile)(process.execPath, ['tests/prove/prove.ts', '--seeds', SEEDS], {
      cwd: copy,
    });
    return false;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) {
      console.log(String(error.stdout).split('\n')[0]);
      return true;
    }
    throw error;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

for (const bug of BUGS) {
  const caught = await isCaught(bug);
  console.log(`${caught ? 'caught' : 'NOT CAUGHT'}: ${bug.name}\n`);
  if (!caught) process.exitCode = 1;
}
