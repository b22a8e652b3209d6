import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startDockerRegistry } from './docker-registry.ts';
import { createOciImages, type OciImages } from './oci-images.ts';
import { freePort, type RunningProgram, startProgram } from './programs.ts';
import { describeWith } from './suite.ts';

/** What each test of the suite finds: built images, and two free ports. */
export interface WithRegistry {
  readonly images: OciImages;
  /** `127.0.0.1:5000`, as references to images start. */
  readonly host: string;
  /** Starts the registry, on what an earlier start in this test has left. */
  startRegistry(options?: {
    readonly notifies?: boolean;
    readonly htpasswd?: string | null;
  }): Promise<RunningProgram>;
  /** Runs `npm start -- --registry`, as this user if any (`name:password`, URL encoded); resolves once it watches. */
  startLayerwatch(pollSeconds: number, user?: string): Promise<RunningProgram>;
  /** The body of an answer of the query API that has to be 200. */
  ask(question: string): Promise<unknown>;
  /** A JSON document straight from the registry. */
  fetchFromRegistry(path: string): Promise<unknown>;
}

/** A suite with images of its own, which `build` makes once. Programs that a test started end with it. */
export function describeWithRegistry(
  name: string,
  build: (images: OciImages) => Promise<void>,
  suite: (to: () => WithRegistry) => void,
): void {
  describeWith(name, ['DOCKER_REGISTRY', 'SKOPEO', 'UMOCI'], (path) => {
    let directory = '';
    let images: OciImages | undefined;
    let now: WithRegistry | undefined;
    const running: RunningProgram[] = [];

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'layerwatch-registry-'));
      images = await createOciImages(join(directory, 'oci'), {
        umoci: path('UMOCI'),
        skopeo: path('SKOPEO'),
      });
      await build(images);
    });

    beforeEach(async () => {
      if (!images) throw new Error('the images were not built');
      const [registryPort, apiPort] = [await freePort(), await freePort()];
      const registry = `http://127.0.0.1:${registryPort}`;
      const api = `http://127.0.0.1:${apiPort}`;
      now = {
        images,
        host: `127.0.0.1:${registryPort}`,

        async startRegistry({ notifies = false, htpasswd = null } = {}) {
          const program = await startDockerRegistry({
            executable: path('DOCKER_REGISTRY'),
            directory: join(directory, 'registry'),
            port: registryPort,
            notifications: notifies ? `${api}/notifications` : null,
            htpasswd,
          });
          running.push(program);
          return program;
        },

        async startLayerwatch(pollSeconds, user) {
          const program = startProgram(process.execPath, [
            'src/local/start.ts',
            ...['--registry', user ? registry.replace('//', `//${user}@`) : registry],
            ...['--port', `${apiPort}`],
            ...['--poll-seconds', `${pollSeconds}`],
          ]);
          running.push(program);
          await program.printed(/Ctrl-C stops/);
          return program;
        },

        async ask(question) {
          const response = await fetch(`${api}${question}`);
          const body: unknown = await response.json();
          expect(response.status, `${question} ${JSON.stringify(body)}`).toBe(200);
          return body;
        },

        async fetchFromRegistry(wanted) {
          const accept = 'application/vnd.oci.image.manifest.v1+json';
          return (await fetch(`${registry}${wanted}`, { headers: { accept } })).json();
        },
      };
    });

    afterEach(async () => {
      await Promise.all(running.splice(0).map((program) => program.stop('SIGKILL')));
      await rm(join(directory, 'registry'), { recursive: true, force: true });
    });

    afterAll(async () => {
      if (directory !== '') await rm(directory, { recursive: true });
    });

    suite(() => {
      if (!now) throw new Error('only within a test');
      return now;
    });
  });
}
