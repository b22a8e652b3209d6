import { createQueryHandler } from './query-api.ts';
import { queryRuntime } from './runtime-query.ts';

// called by AWS: the HTTP API
export const handler = createQueryHandler(queryRuntime());
