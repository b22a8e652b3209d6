import { createRateLimit } from '../../src/adapters/rate-limit.ts';
import { describeByListing } from '../../src/domain/describe-by-listing.ts';
import { finishRun } from '../../src/domain/finish-run.ts';
import { rememberComplete } from '../../src/domain/known-registries.ts';
import {
  planRun,
  type ReconcileRegistryDependencies,
  reconcileInRun,
  type StartedRun,
  startRun,
} from '../../src/domain/reconcile-registry.ts';
import { createRandom } from '../../src/local/random.ts';
import { REGISTRY } from '../support/builders.ts';
import { createInMemoryItems } from '../support/in-memory-items.ts';
import { createRegistryWorld } from '../support/registry-run.ts';
import { meterItems } from './metered-items.ts';
import type { SimulatedEcr } from './simulated-ecr.ts';
import { add, Meter, type Usage } from './usage.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Assumed, on average, in milliseconds; a call takes from half as long to half as long again. */
export const ECR_CALL = 60;
const BLOB_DOWNLOAD = 30;
export const DYNAMODB_CALL = 4;

/** The ceiling is for all processes together: each has its share. */
export interface Pace {
  readonly ecrCallsPerSecond: number;
  /** Repositories at once. */
  readonly concurrency: number;
}

/** What the steps of one run used, `milliseconds` and, added up over all processes, `busy milliseconds` among it. */
export interface RunUsage {
  /** Beginning and ending it. */
  readonly once: Usage;
  /** Listing the repositories. */
  readonly list: Usage;
  /** Reconciling those that are measured. */
  readonly repositories: Usage;
}

/** Runs of the state machine over a simulated registry, in simulated time. */
export class SimulatedRuns {
  readonly #ecr: SimulatedEcr;
  readonly #pace: Pace;
  readonly #clock = new VirtualClock();
  readonly #random = createRandom(1).fraction;
  readonly #meter = new Meter();
  readonly #world = createRegistryWorld();
  readonly #processes: readonly ReconcileRegistryDependencies[];

  constructor(ecr: SimulatedEcr, pace: Pace) {
    this.#ecr = ecr;
    this.#pace = pace;
    this.#processes = Array.from({ length: pace.concurrency }, () => this.#process());
  }

  /** The first `unmeasured` of the repositories are reconciled before the others. */
  run(run: string, unmeasured: number): Promise<RunUsage> {
    return this.#clock.run(this.#run(run, unmeasured));
  }

  async #run(name: string, unmeasured: number): Promise<RunUsage> {
    const [deps] = this.#processes;
    if (!deps) throw new Error('no process');
    const began = await this.#measure(() => startRun(deps, { run: name, ...REGISTRY }));
    const run = began.result;
    const listed = await this.#measure(() => planRun(deps, run, null));
    const { repositories, cursor } = listed.result;
    await this.#reconcile(run, repositories.slice(0, unmeasured));
    this.#meter.take();
    const done = await this.#measure(() => this.#reconcile(run, repositories.slice(unmeasured)));
    const left = await this.#measure(() => planRun(deps, run, cursor));
    if (left.result.cursor !== null || left.result.repositories.length > 0)
      throw new Error('not all was listed');
    const ended = await this.#measure(() => finishRun(deps, run));
    return { once: add(began.used, ended.used), list: add(listed.used, left.used), repositories: done.used };
  }

  /** As many processes as the pace allows, each of which takes the next repository when it is done with one. */
  async #reconcile(run: StartedRun, repositories: readonly string[]): Promise<void> {
    const left = [...repositories];
    await Promise.all(
      this.#processes.map(async (deps, number) => {
        // They do not begin at once: then they would all ask at the same moments.
        await this.#clock.sleep((number * 1_000) / this.#pace.ecrCallsPerSecond);
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const began = this.#clock.now();
          const { done } = await reconcileInRun(deps, run, next);
          if (!done) throw new Error(`${next} was not done`);
          this.#meter.count('busy milliseconds', this.#clock.now() - began);
        }
      }),
    );
  }

  async #measure<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly used: Usage }> {
    const began = this.#clock.now();
    const result = await work();
    this.#meter.count('milliseconds', this.#clock.now() - began);
    return { result, used: this.#meter.take() };
  }

  /** One instance of the function, wired as `reconcileRuntime` does. */
  #process(): ReconcileRegistryDependencies {
    const limit = createRateLimit(this.#pace.ecrCallsPerSecond / this.#pace.concurrency, {
      now: () => this.#clock.now(),
      sleep: (milliseconds) => this.#clock.sleep(milliseconds),
    });
    const { registry, catalog } = this.#ecr.connect({
      call: async (operation) => {
        await limit();
        this.#meter.count(`ECR ${operation}`);
        await this.#wait(ECR_CALL);
      },
      download: async () => {
        this.#meter.count('blobs downloaded');
        await this.#wait(BLOB_DOWNLOAD);
      },
    });
    const { table } = this.#world;
    const items = meterItems({
      items: createInMemoryItems(table),
      table,
      meter: this.#meter,
      wait: () => this.#wait(DYNAMODB_CALL),
      pause: (attempt) => this.#clock.sleep(this.#random() * Math.min(10 * 2 ** attempt, 400)),
    });
    const deps = this.#world.connect(items);
    const registries = rememberComplete(deps.registries, deps.now);
    return { ...deps, registry: describeByListing(registry, catalog), catalog, registries };
  }

  #wait(milliseconds: number): Promise<void> {
    return this.#clock.sleep(milliseconds * (0.5 + this.#random()));
  }
}
