import { createQueryHandler } from './query-api.ts';
import { queryRuntime } from './runtime.ts';

// called by AWS: the HTTP API
export const handler = createQueryHandler(queryRuntime());
