import type { Digest } from '../../src/domain/digest.ts';
import type { Image } from '../../src/domain/image.ts';
import type { GoneImage, History, Recorded } from '../../src/domain/ports.ts';
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
    const { attempt, newBytes } = await record(history, each);
    await history.complete(each, attempt, { newBytes, findings: [] });
  }
}

/** Records an image, within an inquiry where it takes one. */
export async function record(history: History, image: Image): Promise<Recorded> {
  const recorded =
    (await history.record(image, null, 'standard')) ??
    (await history.record(image, await history.inquire(image), 'standard'));
  if (!recorded) throw new Error('somebody else asks about the image at the same time');
  return recorded;
}

/** The registry is found not to have these images of one repository; answers those that are forgotten, to the end. */
export async function forgetAll(
  history: History,
  images: readonly Image[],
  second = 50,
): Promise<ReadonlySet<Digest>> {
  const gone: GoneImage[] = [];
  for (const each of images) gone.push({ inquiry: await history.inquire(each), at: at(second) });
  if (!images[0]) return new Set();
  const { digests } = await history.forget(images[0], gone);
  await history.completeForgotten(gone);
  return digests;
}
