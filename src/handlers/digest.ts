import { createDigestHandler } from './digest-steps.ts';
import { digestRuntime } from './runtime-digest.ts';

// called by AWS: the schedules of the weekly digest and of storms
export const handler = createDigestHandler(digestRuntime());
