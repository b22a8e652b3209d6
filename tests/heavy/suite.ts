import { accessSync, constants } from 'node:fs';
import { describe, test } from 'vitest';

/** The variables that say where something outside this repository is (`vitest.heavy.config.ts`). */
type Variable = 'MOTO_SERVER' | 'DOCKER_REGISTRY' | 'SKOPEO' | 'UMOCI' | 'LAYERWATCH_DATA';

/** What may be absent on a build server too: the recordings are not the project's to hand on. */
const MAY_BE_ABSENT: readonly Variable[] = ['LAYERWATCH_DATA'];

/**
 * A suite that needs these paths. Where one is not set it is skipped and says why; under CI=true, where everything is
 * to be there, it fails instead. A path that leads nowhere is always a failure.
 */
export function describeWith<V extends Variable>(
  name: string,
  variables: readonly V[],
  suite: (path: (variable: V) => string) => void,
): void {
  const missing = variables.filter((variable) => !process.env[variable]);
  const broken = variables.filter(
    (variable) => !missing.includes(variable) && !isThere(process.env[variable]),
  );
  const required =
    process.env.CI === 'true' && !missing.every((variable) => MAY_BE_ABSENT.includes(variable));
  if (missing.length + broken.length === 0) {
    describe(name, () => suite((variable) => process.env[variable] ?? ''));
  } else if (broken.length > 0 || required) {
    test(name, () => {
      throw new Error(`not set: ${missing.join(', ')}; nothing there: ${broken.join(', ')}`);
    });
  } else {
    const reason = `${name}: ${missing.join(', ')} not set`;
    console.warn(`skipped: ${reason}`);
    test.skip(reason);
  }
}

function isThere(path: string | undefined): boolean {
  try {
    accessSync(path ?? '', constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
