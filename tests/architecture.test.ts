import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, it, test } from 'vitest';
import { HANDLERS } from '../src/local/build.ts';

/**
 * Who may import whom (CONTRIBUTING.md). Every offence is reported as `file -> import`, so that one run of this
 * test shows all of them.
 */
const ROOT = join(import.meta.dirname, '..');
const LINES_MAX = 200;
const PASSED_ON = /^\s*export\s+(?:type\s+)?(?:\*[^;'"]*?|\{[^}]*\})\s*from\b/m;

interface Source {
  /** `src/domain/digest.ts` */
  readonly file: string;
  readonly text: string;
  /** Paths from the root of the repository, or names of packages. */
  readonly imports: readonly string[];
}

const sources: readonly Source[] = globSync('src/**/*.ts', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
  .map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return { file, text, imports: importsOf(text).map((name) => resolve(file, name)) };
  });

/** What a module imports, for its types as well, or exports from elsewhere. */
function importsOf(text: string): string[] {
  const statements = /^\s*import\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const exports = new RegExp(`${PASSED_ON.source}\\s*['"]([^'"]+)['"]`, 'gm');
  const calls = /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g;
  return [statements, exports, calls].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = '']) => name),
  );
}

function resolve(file: string, name: string): string {
  return name.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), name)).replaceAll('\\', '/') : name;
}

function room(name: string): Source[] {
  return sources.filter(({ file }) => file.startsWith(`src/${name}/`));
}

/** The imports of these files that are not allowed. */
function offences(files: readonly Source[], isAllowed: (name: string, file: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((name) => !isAllowed(name, file)).map((name) => `${file} -> ${name}`),
  );
}

function isIn(name: string, ...rooms: readonly string[]): boolean {
  return rooms.some((each) => name.startsWith(`src/${each}/`));
}

function isPackage(name: string, ...packages: readonly string[]): boolean {
  return packages.some((each) => name === each || name.startsWith(`${each}/`));
}

it('the domain imports nothing but itself, zod and node:crypto', () => {
  expect(
    offences(room('domain'), (name) => isIn(name, 'domain') || isPackage(name, 'zod', 'node:crypto')),
  ).toEqual([]);
});

it('the domain takes time, chance, environment and output from nobody but its callers', () => {
  const forbidden =
    /\bprocess\.|\bconsole\.|\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.|\brandom(?:UUID|Bytes|Int)\b|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\(/g;

  const found = room('domain').flatMap(({ file, text }) =>
    [...text.matchAll(forbidden)].map(([use]) => `${file} -> ${use}`),
  );

  expect(found).toEqual([]);
});

it('adapters import no room but the domain, and know neither Lambda nor the environment', () => {
  const inLambda = ['@middy', '@aws-lambda-powertools', 'aws-lambda'];
  const readers = room('adapters').filter(({ text }) => /\bprocess\.env\b/.test(text));

  expect(
    offences(
      room('adapters'),
      (name) =>
        (isIn(name, 'domain', 'adapters') || !name.startsWith('src/')) && !isPackage(name, ...inLambda),
    ),
  ).toEqual([]);
  expect(readers.map(({ file }) => file)).toEqual([]);
});

it('handlers import adapters and AWS clients in the composition root only', () => {
  const isRoot = (file: string) => /^src\/handlers\/runtime(-[a-z]+)?\.ts$/.test(file);
  const others = room('handlers').filter(({ file }) => !isRoot(file));
  const entries = HANDLERS.map((name) => `src/handlers/${name}.ts`);

  expect(
    offences(
      room('handlers'),
      (name) => isIn(name, 'domain', 'handlers', 'adapters') || !name.startsWith('src/'),
    ),
  ).toEqual([]);
  expect(
    offences(others, (name) => !isIn(name, 'adapters') && !isPackage(name, '@aws-sdk', '@smithy')),
  ).toEqual([]);
  // Whoever else imported it would read the environment and make clients.
  expect(offences(others, (name, file) => !isRoot(name) || entries.includes(file))).toEqual([]);
});

it('nothing imports the local program but itself', () => {
  expect(
    offences(
      sources.filter(({ file }) => !isIn(file, 'local')),
      (name) => !isIn(name, 'local'),
    ),
  ).toEqual([]);
});

it('every file is in a room, and imports name files', () => {
  const outside = sources.filter(({ file }) => !isIn(file, 'domain', 'adapters', 'handlers', 'local'));

  expect(outside.map(({ file }) => file)).toEqual([]);
  expect(
    offences(sources, (name) => !name.startsWith('src/') || name.endsWith('.ts') || name.endsWith('.json')),
  ).toEqual([]);
});

it(`no file has more than ${LINES_MAX} lines`, () => {
  const long = sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX);

  expect(long.map(({ file, lines }) => `${file}: ${lines} lines`)).toEqual([]);
});

it('no file only passes on what other files export', () => {
  const barrels = sources.filter(({ file, text }) => basename(file) === 'index.ts' || PASSED_ON.test(text));

  expect(barrels.map(({ file }) => file)).toEqual([]);
});

test.each([
  { reason: 'a name', text: "import { a } from './a.ts';" },
  { reason: 'a type', text: "import type { A } from './a.ts';" },
  { reason: 'several lines', text: "import {\n  type A,\n  b,\n} from './a.ts';" },
  { reason: 'a whole module', text: "import * as a from './a.ts';" },
  { reason: 'nothing', text: "import './a.ts';" },
  { reason: 'passed on', text: 'export { a } from "./a.ts";' },
  { reason: 'all passed on', text: "export * as a from './a.ts';" },
  { reason: 'a type passed on', text: "export type { A } from './a.ts';" },
  { reason: 'at run time', text: "const a = await import('./a.ts');" },
  { reason: 'the type of a module', text: "type A = import('./a.ts').A;" },
  { reason: 'after another', text: "import b from 'b';\nimport { a } from './a.ts';" },
])('an import is seen ($reason)', ({ text }) => {
  expect(importsOf(text)).toContain('./a.ts');
});

it('there is something to look at', () => {
  expect(room('domain').length).toBeGreaterThan(20);
  expect(sources.find(({ file }) => file === 'src/domain/digest.ts')?.imports).toEqual([
    'node:crypto',
    'zod/mini',
  ]);
});
