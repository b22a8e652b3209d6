import type { EventQueue } from './event-queue.ts';
import { pushEvent } from './push-event.ts';
import type { SampleOrganisation } from './sample-organisation.ts';
import type { Terminal } from './terminal.ts';

const PUSHES_PER_STEP = 10;

/** Sends every push of the sample through the queue, and says how far it is. */
export async function replaySample(
  { pushes }: SampleOrganisation,
  queue: EventQueue,
  terminal: Terminal,
): Promise<void> {
  const started = Date.now();
  for (let done = 0; done < pushes.length; done += PUSHES_PER_STEP) {
    await queue.deliver(pushes.slice(done, done + PUSHES_PER_STEP).map(pushEvent));
    const now = Math.min(done + PUSHES_PER_STEP, pushes.length);
    terminal.progress(
      `Replaying 90 days: ${now} of ${pushes.length} pushes`,
      Math.floor((4 * now) / pushes.length),
    );
  }
  terminal.clear();
  terminal.line(`Replayed ${pushes.length} pushes in ${Math.round((Date.now() - started) / 100) / 10} s.`);
}
