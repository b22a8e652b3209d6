import type { PullTimeExclusions } from '../../src/domain/registry-ports.ts';
import { formatRegistry } from '../../src/domain/registry.ts';

interface FakeExclusions extends PullTimeExclusions {
  /** The same in every registry. */
  readonly excluded: Set<string>;
  /** `list 123456789012/eu-west-1` */
  readonly calls: readonly string[];
}

/** Exclusions in memory; `answer` delays or fails the list. */
export function fakeExclusions(
  roles: readonly string[],
  answer: () => Promise<void> = async () => undefined,
): FakeExclusions {
  const excluded = new Set(roles);
  const calls: string[] = [];
  return {
    excluded,
    calls,
    async list(registry) {
      calls.push(`list ${formatRegistry(registry)}`);
      await answer();
      return excluded;
    },
    async register(registry, roleArn) {
      calls.push(`register ${formatRegistry(registry)} ${roleArn}`);
      excluded.add(roleArn);
    },
  };
}
