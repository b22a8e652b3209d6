import type { Image } from '../../src/domain/image.ts';
import type { History } from '../../src/domain/ports.ts';
import { firstTagging } from '../../src/domain/tagging.ts';
import { at, fakeDigest, image, layer } from './builders.ts';

/** A version of `REPOSITORY`, pushed at this second: the base of all versions and a layer of its own. */
export function versionAt(second: number, more: Partial<Image> = {}): Image {
  return image({
    digest: fakeDigest(`version ${second}`),
    layers: [layer('base', 1_000), layer(`app ${second}`, 100 + second)],
    ...firstTagging({ tag: `1.0.${second}`, at: at(second) }),
    ...more,
  });
}

/** Records images one after the other, to the end. */
export async function recordAll(history: History, images: readonly Image[]): Promise<void> {
  for (const each of images) {
    const { newBytes } = await history.record(each);
    await history.complete(each, { newBytes, findings: [] });
  }
}
