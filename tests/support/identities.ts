import { expect } from 'vitest';
import { askEverything, expectedAnswers, type Store } from './everything.ts';
import type { StoredImage } from './recount.ts';

/** Holds everything the store answers against a plain recount of the images, all of them complete. */
export async function expectIdentities(store: Store, images: readonly StoredImage[]): Promise<void> {
  expect(await askEverything(store, images)).toEqual(expectedAnswers(images));
}
