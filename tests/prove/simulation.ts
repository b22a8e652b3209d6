import { createDynamodbAlerts } from '../../src/adapters/dynamodb-alerts.ts';
import { createDynamodbArchive } from '../../src/adapters/dynamodb-archive.ts';
import { createDynamodbGroups } from '../../src/adapters/dynamodb-groups.ts';
import { createDynamodbHistory } from '../../src/adapters/dynamodb-history.ts';
import type { Items } from '../../src/adapters/dynamodb-items.ts';
import { repositorySumKey } from '../../src/adapters/dynamodb-keys.ts';
import { createDynamodbReader } from '../../src/adapters/dynamodb-reader.ts';
import { createDynamodbRepositorySettings } from '../../src/adapters/dynamodb-repository-settings.ts';
import { createDynamodbTags } from '../../src/adapters/dynamodb-tags.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { ServiceError } from '../../src/domain/errors.ts';
import { type ReconcileDependencies, reconcileRepository } from '../../src/domain/reconcile-repository.ts';
import { examineRegistry } from '../../src/domain/examine-registry.ts';
import { examineRepository } from '../../src/domain/examine-repository.ts';
import { recordPushes } from '../../src/domain/record-push.ts';
import type { RepositoryId } from '../../src/domain/registry.ts';
import { parseRepositorySettings } from '../../src/domain/repository-settings.ts';
import { NO_RULES } from '../support/repository-settings.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { verifyImages } from '../../src/domain/verify-images.ts';
import { at, REGISTRY } from '../support/builders.ts';
import { type Action, type Content, Model, type Told } from './model.ts';
import { createModelCatalog, createModelRegistry } from './outside.ts';
import { Crashed, type Fate, GOOD_FATE, type Outside, Process } from './process.ts';
import { Scheduler } from './scheduler.ts';

/** Everything that decides how a run goes. */
export interface Plan {
  readonly contents: readonly Content[];
  readonly actions: readonly Action[];
  /** Decides what happens when, and to whom. */
  readonly seed: number;
  /** Shares of the messages that come twice, and that never come. */
  readonly duplicated: number;
  readonly lost: number;
  /** So many deliveries and reconciliations meet with a crash, refusals or lost answers. */
  readonly misfortunes: number;
  /** So many reconciliations start somewhere in between. */
  readonly reconciliations: number;
  /** So often somebody looks through a repository, or through the registry, meanwhile. */
  readonly nights: number;
}

/** A process, and what it reaches. */
interface Connected {
  readonly process: Process;
  readonly deps: ReconcileDependencies;
  readonly items: Items;
}

interface Delivery {
  readonly messages: readonly Told[];
  readonly failures: number;
}

const CALLS_OF_A_DELIVERY = 45;
/** Longer than an alert's lease. */
const REDELIVERED_AFTER_SECONDS = 400;
/** Then a message is given up, as the queue would. */
const FAILURES_MAX = 8;

/** One registry, the service that watches it, and chance. */
export class Simulation {
  readonly model: Model;
  readonly published: Alert[] = [];
  /** Messages that never came, or were given up. */
  readonly missed: Told[] = [];
  readonly told: Told[] = [];
  calls = 0;
  crashes = 0;
  /** No call failed: then nothing is ever told twice. */
  readonly isFair: boolean;
  readonly #plan: Plan;
  readonly #scheduler: Scheduler;
  #seconds = 3_600;
  readonly #outside: Outside;
  #misfortunes: number;

  constructor(plan: Plan, items: Items) {
    this.#plan = plan;
    this.#misfortunes = plan.misfortunes;
    this.isFair = plan.misfortunes === 0;
    this.#scheduler = new Scheduler(plan.seed);
    this.model = new Model(plan.contents);
    this.#outside = {
      items,
      registry: createModelRegistry(this.model),
      catalog: createModelCatalog(this.model),
      publisher: { publish: async (alert) => void this.published.push(alert) },
    };
  }

  /** Adapters that nothing happens to. */
  connect() {
    return adapters(this.#outside.items, () => this.#now());
  }

  /** Everything of the plan, until no message is left. */
  async run(): Promise<void> {
    const actions = [...this.#plan.actions];
    let reconciliations = this.#plan.reconciliations;
    let { nights } = this.#plan;
    let queue: Delivery[] = [];
    let failed: Delivery[] = [];
    const unreconciled: string[] = [];
    const deliver = (delivery: Delivery) =>
      void this.#deliver(delivery.messages).then((again) => {
        if (again.length === 0) return;
        if (delivery.failures >= FAILURES_MAX) this.missed.push(...again);
        else failed.push({ messages: again, failures: delivery.failures + 1 });
      });
    // The state machine starts one again that failed.
    const reconcile = (repository: string) =>
      void this.#reconcile(repository, this.#fate()).catch((error: unknown) => {
        throwIfBug(error);
        unreconciled.push(repository);
      });
    const start = [
      () => {
        const action = actions.shift();
        if (!action) return false;
        // Several things happen within a second.
        const second = Math.floor((this.#plan.actions.length - actions.length) / 3);
        for (const told of this.model.act(action, second)) queue.push(...this.#send(told));
        return true;
      },
      () => {
        const next = this.#takeSome(queue);
        if (!next) return false;
        queue = queue.filter((delivery) => !next.includes(delivery));
        deliver({
          messages: next.flatMap(({ messages }) => messages),
          failures: Math.max(...next.map(({ failures }) => failures)),
        });
        return true;
      },
      () => {
        if (nights === 0 || !this.#scheduler.chance(0.4)) return false;
        nights -= 1;
        // As often the registry as a whole as any of its repositories.
        const repository = this.#scheduler.chance(0.5) ? this.#scheduler.pick(this.#repositories()) : null;
        void this.#examine(repository ?? null, this.#fate()).catch(throwIfBug);
        return true;
      },
      () => {
        if (reconciliations === 0 || !this.#scheduler.chance(0.2)) return false;
        reconciliations -= 1;
        const repository = this.#scheduler.pick(this.#repositories());
        if (repository) reconcile(repository);
        return true;
      },
    ];
    const more = () => {
      const first = Math.floor(this.#scheduler.random() * start.length);
      return start.some((_start, position) => start[(first + position) % start.length]?.());
    };
    for (;;) {
      await this.#scheduler.run(more);
      if (failed.length === 0 && unreconciled.length === 0) return;
      this.#seconds += REDELIVERED_AFTER_SECONDS;
      queue = failed;
      failed = [];
      for (const repository of unreconciled.splice(0)) reconcile(repository);
    }
  }

  /** Reconciles every repository, as a run that nothing happens to does; answers what it found wrong. */
  async reconcile(): Promise<number> {
    let wrong = 0;
    for (const repository of this.#repositories()) {
      const found = await this.#untilDone(() => this.#reconcile(repository, GOOD_FATE));
      wrong += found.missedPushes + found.missedDeletions + found.missedTags;
    }
    return wrong;
  }

  /** Looks through all repositories and the registry, and again when what is gone has been so for days. */
  async nights(): Promise<void> {
    for (let night = 0; night < 2; night++) {
      for (const repository of [...this.#repositories(), null])
        await this.#untilDone(() => this.#examine(repository, GOOD_FATE));
      this.#seconds += ABSENT_SECONDS;
    }
  }

  /** Work that is started again where it fails, as the state machine does: an alert may be in flight. */
  async #untilDone<T>(start: () => Promise<T>): Promise<T> {
    for (;;) {
      const work = start().catch((error: unknown) => {
        throwIfBug(error);
        return null;
      });
      await this.#scheduler.run(() => false);
      const result = await work;
      if (result !== null) return result;
      this.#seconds += REDELIVERED_AFTER_SECONDS;
    }
  }

  /** Every message once more, one after the other. */
  async replay(): Promise<void> {
    for (const told of this.told) {
      const work = this.#deliver([told], GOOD_FATE);
      await this.#scheduler.run(() => false);
      await work;
    }
  }

  #now(): Date {
    return new Date(at(this.#seconds));
  }

  #repositories(): string[] {
    return [...this.model.ever.keys()];
  }

  #send(told: Told): Delivery[] {
    this.told.push(told);
    const delivery = { messages: [told], failures: 0 };
    if (this.#scheduler.chance(this.#plan.lost)) {
      this.missed.push(told);
      return [];
    }
    return this.#scheduler.chance(this.#plan.duplicated) ? [delivery, delivery] : [delivery];
  }

  /** One to three messages of one repository make a batch. */
  #takeSome(queue: readonly Delivery[]): Delivery[] | null {
    const first = this.#scheduler.pick(queue);
    if (!first) return null;
    const others = queue.filter(
      (other) => other !== first && other.messages[0]?.repository === first.messages[0]?.repository,
    );
    const size = Math.floor(this.#scheduler.random() * 3);
    return [first, ...others.slice(0, size)];
  }

  #fate(): Fate {
    if (this.#misfortunes === 0 || this.#scheduler.chance(0.3)) return GOOD_FATE;
    this.#misfortunes -= 1;
    const { random } = this.#scheduler;
    if (this.#scheduler.chance(0.7)) {
      const call = 1 + Math.floor(random() * CALLS_OF_A_DELIVERY);
      return { ...GOOD_FATE, crash: { call, when: random() < 0.5 ? 'before' : 'after' } };
    }
    return { crash: null, refused: 0.1 * random(), repeated: 0.3 * random() };
  }

  #process(fate: Fate): Connected {
    const process = new Process(this.#scheduler, fate);
    const { items, registry, catalog, publisher } = process.connect(this.#outside);
    const now = () => this.#now();
    const { history, tags, alerts } = adapters(items, now);
    const registries = {
      find: async () => ({ isComplete: true, blobMounting: null, lastReconciledAt: null, drift: null }),
    };
    const settings = createDynamodbRepositorySettings(items);
    const deps = { registry, catalog, history, tags, alerts, registries, settings, publisher, now };
    return {
      process,
      items,
      deps: { ...deps, thresholds: DEFAULT_THRESHOLDS, mutedKinds: [], hasTime: () => true },
    };
  }

  #close({ calls, hasCrashed }: Process): void {
    this.calls += calls;
    if (hasCrashed) this.crashes += 1;
  }

  async #reconcile(repository: string, fate: Fate) {
    const { process, deps, items } = this.#process(fate);
    try {
      const result = await reconcileWithSettings(deps, items, { ...REGISTRY, repository });
      if (result.error !== undefined) throw result.error;
      return result;
    } finally {
      this.#close(process);
    }
  }

  /** Looks through a repository, or through the registry where none is named. */
  async #examine(repository: string | null, fate: Fate): Promise<boolean> {
    const { process, deps, items } = this.#process(fate);
    const archive = createDynamodbArchive(items);
    const groups = createDynamodbGroups(items);
    const own = { ...deps, archive, groups };
    try {
      if (repository === null) await examineRegistry(own, REGISTRY, null);
      else await examineRepository(own, { ...REGISTRY, repository }, NO_RULES);
      return true;
    } finally {
      this.#close(process);
    }
  }

  /** Answers the messages that are to be delivered again. */
  async #deliver(messages: readonly Told[], fate: Fate = this.#fate()): Promise<readonly Told[]> {
    const { process, deps } = this.#process(fate);
    const repository = { ...REGISTRY, repository: messages[0]?.repository ?? '' };
    const failed = new Set<string>();
    const note = (outcomes: ReadonlyMap<string, { readonly outcome: string; readonly error?: unknown }>) => {
      for (const [digest, { outcome, error }] of outcomes) {
        if (outcome === 'failed') failed.add(digest);
        if (error !== undefined) throwIfBug(error);
      }
    };
    const pushes = messages.filter(({ type }) => type === 'PUSH');
    const doubts = messages.filter(({ type }) => type !== 'PUSH');
    try {
      if (pushes.length > 0) note(await recordPushes(deps, repository, pushedImages(pushes)));
      if (doubts.length > 0) note(await verifyImages(deps, repository, doubtedImages(doubts)));
    } catch (error) {
      throwIfBug(error);
      for (const { digest } of messages) failed.add(digest);
    }
    this.#close(process);
    if (process.hasCrashed) return messages;
    return messages.filter(({ digest }) => failed.has(digest));
  }
}

/** Reads the settings from the registry and keeps them, as a run does. */
async function reconcileWithSettings(deps: ReconcileDependencies, items: Items, repository: RepositoryId) {
  const tags = await deps.catalog.repositoryTags(repository);
  const settings = { of: async () => parseRepositorySettings(tags) };
  const result = await reconcileRepository({ ...deps, settings }, repository);
  await items.update(repositorySumKey(repository), { set: { tags: Object.fromEntries(tags) } }, {});
  return result;
}

function adapters(items: Items, now: () => Date) {
  return {
    items,
    history: createDynamodbHistory(items, { now, historyDays: 90 }),
    tags: createDynamodbTags(items, now),
    alerts: createDynamodbAlerts(items),
    reader: createDynamodbReader(items),
  };
}

function pushedImages(messages: readonly Told[]) {
  return [...Map.groupBy(messages, ({ digest }) => digest)].flatMap(([digest, [first, ...rest]]) =>
    first ? [{ digest, pushes: [pushOf(first), ...rest.map(pushOf)] as [Push, ...Push[]] }] : [],
  );
}

type Push = ReturnType<typeof pushOf>;

function pushOf({ tag, second }: Told) {
  return { tag, at: at(second) };
}

function doubtedImages(messages: readonly Told[]) {
  return [...Map.groupBy(messages, ({ digest }) => digest)].map(([digest, all]) => ({
    digest,
    tags: all.flatMap(({ tag }) => (tag === null ? [] : [tag])),
    at: at(Math.max(...all.map(({ second }) => second))),
  }));
}

const ABSENT_SECONDS = 4 * 86_400;

/** Whatever is not a refusal, nor the end of a process, is a mistake of the code. */
function throwIfBug(error: unknown): void {
  if (!(error instanceof ServiceError) && !(error instanceof Crashed)) throw error;
}
