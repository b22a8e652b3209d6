import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { createOciClient } from '../../src/local/oci-client.ts';
import { createOciRegistry } from '../../src/local/oci-registry.ts';
import { createOciWatch } from '../../src/local/oci-watch.ts';
import type { ImageChange } from '../../src/local/push-event.ts';
import { createStoredImages } from '../../src/local/stored-images.ts';
import { descriptor, indexText, manifestText } from '../support/builders.ts';

/** The time at which everything is seen. */
const NOW = new Date('2026-11-20T10:00:00.000Z');

/** An image as it is pushed; its name makes its only layer. */
export function image(seed: string) {
  return { text: manifestText([descriptor(seed)]), mediaType: OCI_MANIFEST };
}

/** An index of these digests as it is pushed. */
export function index(...children: string[]) {
  return { text: indexText(children), mediaType: OCI_INDEX };
}

/** A watch and what it delivered so far, a batch each. */
export function watchRegistry(origin: string) {
  const batches: ImageChange[][] = [];
  const stored = createStoredImages();
  const watch = createOciWatch({
    registry: createOciRegistry(createOciClient(origin)),
    stored,
    now: () => NOW,
    deliver: async (changes) => {
      batches.push([...changes]);
    },
  });
  return { watch, stored, batches, names: () => batches.flat().map(nameOf) };
}

function nameOf({ action, repository, tag, digest }: ImageChange): string {
  const name = `${repository}${tag === null ? `@${digest}` : `:${tag}`}`;
  return action === 'PUSH' ? name : `no ${name}`;
}
