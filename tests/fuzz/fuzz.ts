import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { check } from './checks.ts';
import { inputOf } from './inputs.ts';
import { largeInputs } from './large-inputs.ts';
import { type Job, run } from './run.ts';

/**
 * Feeds broken documents to the parsers: `npm run fuzz -- --inputs 1000000`. Each input comes from its own seed, so that
 * one that fails is repeated with `--seed=S --inputs 1`. Runs with at most 100 MB of heap.
 */

const HEAP_MAX_MB = 100;

function inWorkers(jobs: readonly Job[]): Promise<number[]> {
  return Promise.all(
    jobs.map(
      (job) =>
        new Promise<number>((resolve, reject) => {
          const resourceLimits = { maxOldGenerationSizeMb: HEAP_MAX_MB };
          const worker = new Worker(new URL(import.meta.url), { workerData: job, resourceLimits });
          worker.once('error', reject);
          worker.once('message', resolve);
        }),
    ),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      print: { type: 'boolean', default: false },
    },
  });
  const [seed, inputs] = [Number(values.seed), Number(values.inputs)];
  if (values.print) return console.log(JSON.stringify(inputOf(seed), null, 2));
  const began = performance.now();
  const each = Math.ceil(inputs / availableParallelism());
  const jobs = Array.from({ length: Math.ceil(inputs / each) }, (_, number) => ({
    seed: seed + number * each,
    inputs: Math.min(each, inputs - number * each),
  }));
  const valid = (await inWorkers(jobs)).reduce((sum, count) => sum + count, 0);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`seed ${seed}: ${inputs} inputs, ${valid} of them readable, ${seconds} s`);
}

if (isMainThread) await main();
else {
  for (const make of largeInputs().values()) await check(make());
  parentPort?.postMessage(await run(workerData));
}
