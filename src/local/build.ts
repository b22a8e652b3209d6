import { type BuildOptions, build } from 'esbuild';
import { formatBytes } from '../domain/format-bytes.ts';

/** The files of src/handlers that AWS calls, each a function of `template.yaml` (a test compares them). */
export const HANDLERS = ['image-action', 'reconcile', 'query', 'digest', 'notify'] as const;

/** The flags of `sam build`, which come from `template.yaml` (a test compares them). */
export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  // Ways to credentials that a function never goes: its role's are in the environment, which is looked at first. These
  // are loaded only when they are needed, and would be a sixth of the bundle.
  external: [
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
} as const satisfies BuildOptions;

/**
 * The largest bundle, that of reconcile, has 555 kB; 300 kB of it are clients of the SDK and what they share. Code of ours
 * loads fast: with the 70 kB of rules that came to image-action with the findings it takes 4 % longer. So the limit is not there
 * to be saved towards, but to notice a package that has crept in. Loading a client when it is first needed is no way to save:
 * what it shares with the others has to be wrapped then, the bundle grows (by 17 kB for SQS's, 45 kB with SNS's), and it
 * starts no sooner.
 */
const MAX_BUNDLE_BYTES = 600_000;
/** Loading it takes longer than everything else in the bundle; it comes with the wrong Powertools import. */
const BANNED_PACKAGE = 'aws-xray-sdk';

/** What is wrong with a bundle, one sentence each; `inputs` are the files that went into it. */
export function bundleProblems(bytes: number, inputs: readonly string[]): string[] {
  const problems: string[] = [];
  if (bytes > MAX_BUNDLE_BYTES) problems.push(`it is larger than ${formatBytes(MAX_BUNDLE_BYTES)}`);
  const banned = inputs.find((path) => path.includes(BANNED_PACKAGE));
  if (banned) problems.push(`it contains ${banned}`);
  return problems;
}

/** Bundles every handler to `<directory>/<name>.cjs`, prints the sizes, and answers whether all are in order. */
async function buildHandlers(directory: string): Promise<boolean> {
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: HANDLERS.map((name) => `src/handlers/${name}.ts`),
    outdir: directory,
    metafile: true,
  });
  let inOrder = true;
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue;
    console.log(`${path}  ${formatBytes(output.bytes)}`);
    for (const problem of bundleProblems(output.bytes, Object.keys(output.inputs))) {
      console.error(`${path}: ${problem}`);
      inOrder = false;
    }
  }
  return inOrder;
}

if (import.meta.main && !(await buildHandlers('dist'))) process.exitCode = 1;
