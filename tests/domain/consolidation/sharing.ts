import type { CommonLayer, HoldingRepository } from '../../../src/domain/consolidation/repository-group.ts';
import { fakeDigest } from '../../support/builders.ts';

/** A repository of nobody, encrypted with AES256. */
export function holding(repository: string, more: Partial<HoldingRepository> = {}): HoldingRepository {
  return { repository, encryption: { type: 'AES256', key: null }, isPullThrough: false, owners: [], ...more };
}

/** A layer that `RUN <seed>` made, in these repositories. */
export function commonLayer(seed: string, sizeBytes: number, repositories: readonly string[]): CommonLayer {
  return { digest: fakeDigest(seed), sizeBytes, instruction: `RUN ${seed}`, repositories };
}

/** `r00`, `r01` … */
export function names(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, number) => `r${String(first + number).padStart(2, '0')}`);
}
