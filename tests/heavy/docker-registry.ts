import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answersHttp, type RunningProgram, startProgram } from './programs.ts';

interface DockerRegistryOptions {
  readonly executable: string;
  /** Keeps what is pushed: a registry started again on the same directory still has it. */
  readonly directory: string;
  readonly port: number;
  /** Where it sends its notifications. */
  readonly notifications: string | null;
  /** Lets in only whom this line of an htpasswd file names. */
  readonly htpasswd: string | null;
}

/** The CNCF's registry, as Debian packages it, on 127.0.0.1. */
export async function startDockerRegistry({
  executable,
  directory,
  port,
  notifications,
  htpasswd,
}: DockerRegistryOptions): Promise<RunningProgram> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'config.yml');
  if (htpasswd) await writeFile(join(directory, 'htpasswd'), `${htpasswd}\n`);
  // JSON is YAML.
  await writeFile(
    file,
    JSON.stringify({
      version: 0.1,
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(directory, 'storage') } },
      http: { addr: `127.0.0.1:${port}` },
      ...(htpasswd && { auth: { htpasswd: { realm: 'test', path: join(directory, 'htpasswd') } } }),
      ...(notifications && {
        notifications: {
          endpoints: [{ name: 'layerwatch', url: notifications, timeout: '5s', threshold: 3, backoff: '1s' }],
        },
      }),
    }),
  );
  const program = startProgram(executable, ['serve', file]);
  await answersHttp(`http://127.0.0.1:${port}/v2/`, program);
  return program;
}
