import { costBytesOf } from '../../src/domain/findings/finding.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { at, type BuiltImage, buildImage, pushed, REPOSITORY } from './builders.ts';
import type { World } from './in-memory-ports.ts';

export const MB = 1_000_000;

/** An image of one small and one large layer; its instructions are the same from version to version. */
export function version(name: string, sizeBytes: number, architecture = 'amd64') {
  return buildImage(
    [
      { seed: 'base', sizeBytes: 5 * MB, instruction: 'FROM debian' },
      { seed: `${architecture} ${name}`, sizeBytes: sizeBytes - 5 * MB, instruction: 'COPY app /srv/app' },
    ],
    { architecture },
  );
}

/** Pushes the image into the repository as the only event of a batch. */
export async function push(
  world: World,
  image: BuiltImage,
  tag: string | null,
  seconds: number,
  repository = 'team/orders',
) {
  const place = { ...REPOSITORY, repository };
  const digest = world.registry.push(place, image, tag, at(seconds));
  const outcomes = await recordPushes(world.deps, place, [pushed(digest, tag, at(seconds))]);
  return outcomes.get(digest);
}

/** What was published: kind, state, and the size of what it is about. */
export function told({ publisher }: World) {
  return publisher.published.map(({ kind, state, finding }) => [
    kind,
    state,
    'sizeBytes' in finding ? finding.sizeBytes : costBytesOf(finding),
  ]);
}
