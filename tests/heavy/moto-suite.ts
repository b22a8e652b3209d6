import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { type MotoProxy, startMotoProxy } from './moto-proxy.ts';
import { buildBundles, deployToMoto, type MotoStack } from './moto-stack.ts';
import { answersHttp, freePort, type RunningProgram, startProgram } from './programs.ts';
import { describeWith } from './suite.ts';

/** What each test of the suite finds: moto empty but for a deployed Layerwatch. */
export interface OnMoto {
  readonly stack: MotoStack;
  readonly proxy: MotoProxy;
}

/** A suite with a moto server and built bundles of its own. `on()` answers them within a test. */
export function describeOnMoto(name: string, suite: (on: () => OnMoto) => void): void {
  describeWith(name, ['MOTO_SERVER'], (path) => {
    let moto: RunningProgram | undefined;
    let proxy: MotoProxy | undefined;
    let bundles = '';
    let now: OnMoto | undefined;

    beforeAll(async () => {
      bundles = await mkdtemp(join(tmpdir(), 'layerwatch-bundles-'));
      await buildBundles(bundles);
      const port = await freePort();
      moto = startProgram(path('MOTO_SERVER'), ['-H', '127.0.0.1', '-p', `${port}`]);
      await answersHttp(`http://127.0.0.1:${port}/moto-api/`, moto);
      proxy = await startMotoProxy(port);
    });

    beforeEach(async () => {
      if (!proxy) throw new Error('moto did not start');
      proxy.throttled.clear();
      proxy.ecrCalls.length = 0;
      now = { proxy, stack: await deployToMoto(proxy.origin, bundles) };
    });

    afterAll(async () => {
      vi.unstubAllEnvs();
      await proxy?.close();
      await moto?.stop();
      if (bundles !== '') await rm(bundles, { recursive: true });
    });

    suite(() => {
      if (!now) throw new Error('only within a test');
      return now;
    });
  });
}
