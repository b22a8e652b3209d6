import { imageName } from './image-options.ts';
import type { LocalService } from './local-service.ts';
import { createPlayback } from './playback.ts';
import { plural } from './plural.ts';
import type { ReplayedRegistry } from './replayed-registry.ts';
import type { SampleOrganisation } from './sample-organisation.ts';
import type { Terminal } from './terminal.ts';

const CHANGES_PER_STEP = 10;
/** Its images stand on one of the organisation's own, and one of them grew. */
const SHOWN = 'search/indexer';

/**
 * Lets everything happen that happened in the sample, and says how far it is. Its nights run by today's clock, as which
 * no other day can pass: there is one before anything was pushed, which reads what is set for the repositories, and one at the end.
 */
export async function replaySample(
  { changes, pushes }: SampleOrganisation,
  registry: ReplayedRegistry,
  service: LocalService,
  terminal: Terminal,
): Promise<void> {
  const started = Date.now();
  await service.reconcile();
  const playback = createPlayback(registry, service);
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
  terminal.line(
    '\nNight falls: all of it is compared with ECR, and looked through for what no single push shows.',
  );
  await service.reconcile();
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  const deletions = plural(changes.length - pushes.length, 'deletion');
  terminal.line(`\nReplayed ${plural(pushes.length, 'push', 'pushes')} and ${deletions} in ${seconds} s.`);
}

/** Names the image whose table shows most: the first one with a planted regression. Null where none was planted. */
export function imageToShow({ pushes, regressions }: SampleOrganisation): string | null {
  const planted = regressions.find(({ repository }) => repository === SHOWN) ?? regressions[0];
  const push = pushes.find(
    ({ repository, tag }) => repository === planted?.repository && tag === planted.tag,
  );
  return push ? imageName(push) : null;
}
