import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';

// The thread of the embedded DynamoDB: it listens on a free port of 127.0.0.1, and says which.

closeIterators();
// Items in memory are many small buffers that live long: cut from Node's shared slabs, each would hold a whole slab.
Buffer.poolSize = 0;

const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : null);
});

/**
 * dynalite 4.0.0 ends the iterators of its queries with `return`, which those of its database do not have: none is
 * ever closed, and each holds the whole state of the table as it was. Here they get what it calls.
 */
function closeIterators(): void {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { AbstractValueIterator } = createRequire(ofDynalite.resolve('memory-level'))('abstract-level');
  AbstractValueIterator.prototype.return ??= function close(this: { close(): Promise<void> }) {
    return this.close();
  };
}
