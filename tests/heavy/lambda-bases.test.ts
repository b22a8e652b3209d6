import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseImageConfig } from '../../src/domain/image-config.ts';
import { describeWith } from './suite.ts';

interface Published {
  readonly branch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
}

/** Of those that tell their runtime: by the size of their lowest layer, 50 MB until .NET 7, 24 MB from .NET 8 on. */
const OS_OF_BRANCH = new Map([
  ['dotnet5.0', 'al2'],
  ['dotnet7', 'al2'],
  ['dotnet8', 'al2023'],
]);

describeWith('the base images that AWS has published', ['LAYERWATCH_DATA'], (path) => {
  test('are all recognised, and what is said of their runtime is right', () => {
    const text = readFileSync(join(path('LAYERWATCH_DATA'), 'lambda', 'lambda-base-images.json'), 'utf8');
    const published = JSON.parse(text) as readonly Published[];

    const found = published.map((image) => {
      const config = {
        Env: Object.entries(image.env).map(([name, value]) => `${name}=${value}`),
        WorkingDir: image.workdir,
        Entrypoint: image.entrypoint,
      };
      const { lambda } = parseImageConfig(JSON.stringify({ os: 'linux', config }));
      return { image, lambda };
    });

    expect(published).toHaveLength(56);
    expect(found.filter(({ lambda }) => lambda === null)).toEqual([]);
    const told = found.filter(({ lambda }) => lambda?.runtime);
    expect(told.map(({ lambda }) => lambda?.runtime)).toEqual(told.map(({ image }) => image.branch));
    expect(told.map(({ lambda }) => lambda?.os)).toEqual(
      told.map(({ image }) => OS_OF_BRANCH.get(image.branch)),
    );
    expect(new Set(told.map(({ image }) => image.branch))).toEqual(new Set(OS_OF_BRANCH.keys()));
  });
});
