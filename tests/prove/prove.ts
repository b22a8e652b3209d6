import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { addTallies, NOTHING_YET, property, type Tally } from './property.ts';

/**
 * Runs random histories against the model of the registry: `npm run prove -- --seeds 1000000`. A failing run is made as
 * small as possible and printed with the arguments that repeat it.
 */

interface Job {
  readonly runs: number;
  readonly seed: number;
  readonly path: string | undefined;
}

interface Outcome {
  readonly tally: Tally;
  /** What failed and how to repeat it; null where nothing did. */
  readonly report: string | null;
}

async function work({ runs, seed, path }: Job): Promise<Outcome> {
  const tally = { ...NOTHING_YET };
  const result = await fc.check(property(tally), { numRuns: runs, seed, ...(path && { path }) });
  if (!result.failed) return { tally, report: null };
  const again = `npm run prove -- --seed=${result.seed} --path=${result.counterexamplePath}`;
  const why = result.errorInstance instanceof Error ? result.errorInstance.stack : '';
  return { tally, report: `${fc.stringify(result.counterexample)}\n\n${why}\n\nAgain: ${again}` };
}

/** All outcomes, or those up to the first failure. */
function inWorkers(jobs: readonly Job[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  return new Promise((resolve, reject) => {
    const workers = jobs.map((job) => new Worker(new URL(import.meta.url), { workerData: job }));
    const finish = () => {
      for (const worker of workers) void worker.terminate();
      resolve(outcomes);
    };
    for (const worker of workers) {
      worker.once('error', reject);
      worker.once('message', (outcome: Outcome) => {
        outcomes.push(outcome);
        if (outcome.report || outcomes.length === jobs.length) finish();
      });
    }
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '5000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      path: { type: 'string' },
    },
  });
  const { path } = values;
  const seed = Number(values.seed);
  const began = performance.now();
  const workers = path ? 1 : availableParallelism();
  const runs = Math.ceil(Number(values.seeds) / workers);
  const jobs = Array.from({ length: workers }, (_, number) => ({ runs, path, seed: seed + number }));
  const outcomes = await inWorkers(jobs);
  const { histories, calls, crashes, reconciled } = outcomes
    .map(({ tally }) => tally)
    .reduce(addTallies, NOTHING_YET);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `seed ${seed}: ${histories} histories (${reconciled} with losses), ${calls} calls, ${crashes} crashes, ${seconds} s`,
  );
  for (const { report } of outcomes) {
    if (!report) continue;
    console.log(`\n${report}`);
    process.exitCode = 1;
  }
}

if (isMainThread) await main();
else parentPort?.postMessage(await work(workerData));
