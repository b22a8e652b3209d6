/** The part of dynalite that local mode uses; the package has no types. https://github.com/architect/dynalite */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB of its own, in memory. Times are in milliseconds. */
  function dynalite(options?: { readonly createTableMs?: number }): Server;
  export = dynalite;
}
