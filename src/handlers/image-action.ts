import { createImageActionHandler } from './record-batch.ts';
import { imageActionRuntime } from './runtime.ts';

// called by AWS: the queue of ECR image actions
export const handler = createImageActionHandler(imageActionRuntime());
