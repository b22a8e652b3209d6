import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE_OPTIONS, bundleProblems, HANDLERS } from '../src/local/build.ts';
import { at, resourcesOf, TEMPLATE } from './support/template.ts';

const functions = resourcesOf('AWS::Serverless::Function');

/** The flags that `sam build` always sets itself. */
const SET_BY_SAM = ['bundle', 'platform'];

describe('npm run build', () => {
  test('bundles the handlers of the template', () => {
    const entryPoints = functions.map(([, { Metadata }]) =>
      at(Metadata, 'BuildProperties', 'EntryPoints', 0),
    );

    expect(entryPoints).toEqual(HANDLERS.map((name) => `src/handlers/${name}.ts`));
  });

  test.each(functions)('bundles as sam build bundles %s', (_id, { Metadata }) => {
    const { EntryPoints, UseNpmCi, ...flags } = Object(at(Metadata, 'BuildProperties'));
    const ours = Object.entries(BUNDLE_OPTIONS)
      .filter(([name]) => !SET_BY_SAM.includes(name))
      .map(([name, value]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, asBuildProperty(name, value)]);

    expect(at(Metadata, 'BuildMethod')).toBe('esbuild');
    expect(UseNpmCi).toBe(true);
    expect(EntryPoints).toHaveLength(1);
    expect(flags).toEqual(Object.fromEntries(ours));
  });

  test('is for the runtime of the template', () => {
    expect(at(TEMPLATE.Globals, 'Function', 'Runtime')).toBe('nodejs24.x');
    expect(BUNDLE_OPTIONS.target).toBe('node24');
  });

  test('names the bundles so that Lambda finds the handler in them', () => {
    for (const [, { Properties }] of functions)
      expect(HANDLERS).toContain(basename(String(Properties.Handler), '.handler'));
  });

  test.each([
    ['small and clean', 400_000, ['src/handlers/query.ts'], []],
    ['at the limit', 600_000, [], []],
    ['over the limit', 600_001, [], ['it is larger than 600.0 kB']],
    [
      'traced',
      400_000,
      ['node_modules/aws-xray-sdk-core/dist/lib/index.js'],
      ['it contains node_modules/aws-xray-sdk-core/dist/lib/index.js'],
    ],
  ])('judges a bundle that is %s', (_reason, bytes, inputs, problems) => {
    expect(bundleProblems(bytes, inputs)).toEqual(problems);
  });
});

/** As template.yaml writes an esbuild option: lists joined or with colons, `false` as text (sam drops the boolean). */
function asBuildProperty(name: string, value: unknown): unknown {
  if (name === 'outExtension') return Object.entries(Object(value)).map(([from, to]) => `${from}=${to}`);
  if (name === 'mainFields') return Array(value).join(',');
  return value === false ? 'false' : value;
}
