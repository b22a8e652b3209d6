import type { EventQueue } from './event-queue.ts';
import { imageName } from './image-options.ts';
import { createPlayback } from './playback.ts';
import { plural } from './plural.ts';
import type { ReplayedRegistry } from './replayed-registry.ts';
import type { SampleOrganisation } from './sample-organisation.ts';
import type { Terminal } from './terminal.ts';

const CHANGES_PER_STEP = 10;
/** Its images stand on one of the organisation's own, and one of them grew. */
const SHOWN = 'search/indexer';

/** Lets everything happen that happened in the sample, and says how far it is. */
export async function replaySample(
  { changes, pushes }: SampleOrganisation,
  registry: ReplayedRegistry,
  queue: EventQueue,
  terminal: Terminal,
): Promise<void> {
  const started = Date.now();
  const playback = createPlayback(registry, queue);
  for (const [position, change] of changes.entries()) {
    await playback.play(change);
    const now = position + 1;
    if (now % CHANGES_PER_STEP === 0)
      terminal.progress(
        `Replaying 90 days: ${now} of ${changes.length} events`,
        Math.floor((4 * now) / changes.length),
      );
  }
  await playback.finish();
  terminal.clear();
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  const deletions = plural(changes.length - pushes.length, 'deletion');
  terminal.line(`Replayed ${plural(pushes.length, 'push', 'pushes')} and ${deletions} in ${seconds} s.`);
}

/** Names the image whose table shows most: the first one with a planted regression. Null where none was planted. */
export function imageToShow({ pushes, regressions }: SampleOrganisation): string | null {
  const planted = regressions.find(({ repository }) => repository === SHOWN) ?? regressions[0];
  const push = pushes.find(
    ({ repository, tag }) => repository === planted?.repository && tag === planted.tag,
  );
  return push ? imageName(push) : null;
}
