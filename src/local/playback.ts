import { BATCH_SIZE, type EventQueue } from './event-queue.ts';
import { type ImageActionEvent, type ImageChange, imageEvent } from './push-event.ts';
import type { ReplayedRegistry } from './replayed-registry.ts';

/** Lets things happen again: in the registry at once, and then, a batch at a time, in the events that tell of them. */
export interface Playback {
  play(change: ImageChange): Promise<void>;
  /** Delivers what is still waiting. */
  finish(): Promise<void>;
}

/** The registry is ahead of its events, as a real one is, and by less than a batch. */
export function createPlayback(registry: ReplayedRegistry, queue: EventQueue): Playback {
  const waiting: ImageActionEvent[] = [];

  async function finish(): Promise<void> {
    await queue.deliver(waiting.splice(0));
  }

  return {
    finish,
    async play(change) {
      await registry.apply(change);
      waiting.push(imageEvent(change));
      if (waiting.length >= BATCH_SIZE) await finish();
    },
  };
}
