import { join } from 'node:path';

/** Where the recorded images and the recorded pushes are. */
export interface Recordings {
  readonly images: string;
  readonly pushes: string;
}

/** Those in the folder that `LAYERWATCH_DATA` names. */
export function recordingsIn(folder: string): Recordings {
  return { images: join(folder, 'images.ndjson.gz'), pushes: join(folder, 'pushes.ndjson.gz') };
}
