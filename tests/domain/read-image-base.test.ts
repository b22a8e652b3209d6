import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/domain/read-image.ts';
import type { ConfigAnswer } from '../../src/domain/registry-ports.ts';
import { configText, descriptor, fakeDigest, manifestText, REPOSITORY } from '../support/builders.ts';
import { InMemoryRegistry } from '../support/in-memory-registry.ts';

/** A registry that holds this config, or answers this, for every manifest of `manifestText`. */
function registryWith(answer: string | ConfigAnswer): InMemoryRegistry {
  const registry = new InMemoryRegistry();
  const found = typeof answer === 'string' ? { outcome: 'found' as const, text: answer } : answer;
  registry.configs.set(fakeDigest('config'), found);
  return registry;
}

describe('what an image tells of its base', () => {
  it('is what its annotations declare, rather than its labels', async () => {
    const name = 'org.opencontainers.image.base.name';
    const config = configText({ config: { Labels: { [name]: 'label' } } });
    const annotated = manifestText([descriptor('base')], { annotations: { [name]: 'annotation' } });

    const byBoth = await readImage(registryWith(config), REPOSITORY, annotated, null);
    const byLabel = await readImage(registryWith(config), REPOSITORY, manifestText(), null);

    expect(byBoth.content.declaredBase?.name).toBe('annotation');
    expect(byLabel.content.declaredBase?.name).toBe('label');
  });

  it('is what its annotations declare, even without its config', async () => {
    const annotations = { 'org.opencontainers.image.base.name': 'annotation' };
    const text = manifestText([descriptor('base')], { annotations });

    const { content } = await readImage(registryWith({ outcome: 'missing' }), REPOSITORY, text, null);

    expect(content.declaredBase?.name).toBe('annotation');
  });

  it('is which instructions there are, where fewer than layers, and that it is of AWS', async () => {
    const manifest = manifestText([descriptor('os'), descriptor('runtime'), descriptor('app')]);
    const config = configText({
      history: [{ created_by: 'RUN TOKEN=hunter2 make' }],
      config: { Env: ['LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'] },
    });

    const { content } = await readImage(registryWith(config), REPOSITORY, manifest, null);

    expect(content.layers.map(({ instruction }) => instruction)).toEqual([null, null, null]);
    expect(content.looseInstructions).toEqual(['RUN TOKEN=[redacted] make']);
    expect(content.lambda).toEqual({ runtime: null, os: null });
  });

  it('is no instruction of an unknown layer where foreign layers are left out', async () => {
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const manifest = manifestText([descriptor('windows', 9, foreign), descriptor('a'), descriptor('b')]);
    const config = configText({ history: [{ created_by: 'RUN make' }] });

    const { content } = await readImage(registryWith(config), REPOSITORY, manifest, null);

    expect(content.looseInstructions).toEqual([]);
  });
});
