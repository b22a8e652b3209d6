import { UserError } from './command-line.ts';
import type { EventQueue } from './event-queue.ts';
import type { HttpReply } from './http-server.ts';
import { parseNotifications } from './oci-notifications.ts';
import { type OciRegistry, RegistryAnswerError } from './oci-registry.ts';
import { createOciWatch } from './oci-watch.ts';
import { plural } from './plural.ts';
import { type ImageChange, imageEvent } from './push-event.ts';
import type { StoredImages } from './stored-images.ts';
import type { Terminal } from './terminal.ts';

const ADVICE_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'it wants a user and a password: http://user:password@host',
  403: 'it does not let this user list its repositories',
  404: 'it does not list its repositories, or is no registry',
};

/** Watches a registry and sends its pushes and deletions through the queue. */
export interface RegistryMode {
  /** Takes everything that is there. Throws UserError where the registry cannot be read. */
  takeStock(): Promise<void>;
  /** Looks for changes for ever, telling once when the registry stops answering and once when it answers again. */
  watch(pollSeconds: number): Promise<never>;
  /** Answers the registry's own notifications. */
  notify(body: string): HttpReply;
}

interface RegistryModeOptions {
  readonly registry: OciRegistry;
  /** Follows the registry. */
  readonly stored: StoredImages;
  readonly queue: EventQueue;
  readonly terminal: Terminal;
}

export function createRegistryMode({ registry, stored, queue, terminal }: RegistryModeOptions): RegistryMode {
  let taken = 0;
  let watching = false;
  const watch = createOciWatch({
    registry,
    stored,
    now: () => new Date(),
    deliver: async (changes) => {
      if (watching) for (const change of changes) terminal.line(lineOf(change));
      await queue.deliver(changes.map(imageEvent));
      taken += changes.length;
      if (!watching)
        terminal.progress(
          `Reading ${registry.address}: ${plural(taken, 'push', 'pushes')}`,
          Math.floor(taken / 500),
        );
    },
  });

  return {
    async takeStock() {
      try {
        await watch.poll();
      } catch (error) {
        throw new UserError(`Cannot read the registry ${registry.address}: ${reasonOf(error)}`);
      } finally {
        terminal.clear();
      }
      terminal.line(`Read ${plural(taken, 'push', 'pushes')} of ${registry.address}.`);
    },

    async watch(pollSeconds) {
      watching = true;
      let silent = false;
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, pollSeconds * 1000));
        try {
          await watch.poll();
          if (silent) terminal.line(`${registry.address} answers again.`);
          silent = false;
        } catch (error) {
          if (!silent) terminal.line(`${registry.address} cannot be read now, trying on: ${reasonOf(error)}`);
          silent = true;
        }
      }
    },

    notify(body) {
      const told = parseNotifications(body);
      if (told === null) return { status: 400, body: 'not a notification of a registry\n' };
      // The registry waits for the answer, not for what follows; what fails here, the next poll finds.
      watch.tell(told).catch(() => {});
      return { status: 202 };
    },
  };
}

function lineOf({ action, repository, tag, digest }: ImageChange): string {
  const name = `${repository}${tag === null ? `@${digest.slice(0, 19)}` : `:${tag}`}`;
  return `${action === 'PUSH' ? 'Pushed' : 'Deleted'}: ${name}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof RegistryAnswerError)
    return `${error.message}${error.status in ADVICE_BY_STATUS ? ` (${ADVICE_BY_STATUS[error.status]})` : ''}`;
  if (!(error instanceof Error)) return 'it failed';
  // fetch hides what happened in the cause.
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
