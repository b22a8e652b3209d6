import fc from 'fast-check';
import type { Alerts } from '../../src/domain/alert-ports.ts';
import type { History, Tags } from '../../src/domain/ports.ts';
import type { PushedImage } from '../../src/domain/pushed-image.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import { formatRepository } from '../../src/domain/registry.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { CrashAt } from './dynamodb-calls.ts';
import { Clock, InMemoryPublisher, NO_SETTINGS, SCANNED } from './in-memory-ports.ts';
import type { InMemoryRegistry } from './in-memory-registry.ts';
import type { OrganisationPush } from './organisation.ts';

/** One invocation: the push events of one repository, and where the process ends before its time. */
export interface Delivery {
  readonly pushes: readonly OrganisationPush[];
  readonly crash?: CrashAt | undefined;
}

/** Where the deliveries end up: what is shared by all processes, and what makes a process. */
export interface Service {
  readonly registry: InMemoryRegistry;
  readonly connect: (crash?: CrashAt) => Stores;
}

interface Stores {
  readonly history: History;
  readonly tags: Tags;
  readonly alerts: Alerts;
}

const ROUNDS_MAX = 12;
/** Longer than an alert's lease. */
const REDELIVERED_AFTER_SECONDS = 121;

/**
 * Runs the deliveries group by group, those of a group side by side, then all that failed again until nothing
 * fails. Answers the alerts that were published, in their order.
 */
export async function deliver(
  service: Service,
  groups: readonly (readonly Delivery[])[],
  redelivered: 'side by side' | 'in order' = 'side by side',
) {
  const clock = new Clock();
  const publisher = new InMemoryPublisher();
  const thresholds = DEFAULT_THRESHOLDS;
  const { registry } = service;
  let failed: Delivery[] = [];

  async function run({ pushes, crash }: Delivery): Promise<void> {
    const { history, tags, alerts } = service.connect(crash);
    const stores = { history, tags, alerts, registries: SCANNED, settings: NO_SETTINGS };
    const deps = { registry, ...stores, publisher, thresholds, mutedKinds: [], now: () => clock.now() };
    const [first] = pushes;
    if (!first) return;
    try {
      const outcomes = await recordPushes(deps, first.repository, byDigest(pushes));
      const again = pushes.filter(({ digest }) => outcomes.get(digest)?.outcome === 'failed');
      if (again.length > 0) failed.push({ pushes: again });
    } catch {
      failed.push({ pushes });
    }
  }

  for (const group of groups) await Promise.all(group.map(run));
  for (let round = 0; failed.length > 0 && round < ROUNDS_MAX; round++) {
    clock.pass(REDELIVERED_AFTER_SECONDS);
    const again = failed;
    failed = [];
    if (redelivered === 'side by side') await Promise.all(again.map(run));
    else for (const delivery of again) await run(delivery);
  }
  if (failed.length > 0) throw new Error(`${failed.length} deliveries fail for ever`);
  return publisher.published;
}

/** The same pushes in groups: `together` says which of them come with the one before, `batched` which in its batch. */
export function inGroups(
  pushes: readonly OrganisationPush[],
  how: readonly ('alone' | 'together' | 'batched')[],
): Delivery[][] {
  const groups: { pushes: OrganisationPush[] }[][] = [];
  for (const [position, push] of pushes.entries()) {
    const way = how[position % how.length] ?? 'alone';
    const group = groups.at(-1);
    const mate = group?.find((delivery) =>
      delivery.pushes.every((one) => formatRepository(one.repository) === formatRepository(push.repository)),
    );
    if (way === 'alone' || !group) groups.push([{ pushes: [push] }]);
    else if (way === 'batched' && mate) mate.pushes.push(push);
    else group.push({ pushes: [push] });
  }
  return groups;
}

export const ways = fc.array(fc.constantFrom('alone', 'together', 'batched'), {
  minLength: 1,
  maxLength: 14,
});

function byDigest(pushes: readonly OrganisationPush[]): PushedImage[] {
  const images: PushedImage[] = [];
  for (const [digest, [first, ...rest]] of Map.groupBy(pushes, (one) => one.digest))
    if (first) images.push({ digest, pushes: [first.push, ...rest.map(({ push }) => push)] });
  return images;
}
