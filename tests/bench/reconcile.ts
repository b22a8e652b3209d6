import { type Measurement, round } from './measurement.ts';
import * as prices from './prices.ts';
import { buildVersion, createSampleRegistry, IMAGES_PER_REPOSITORY, pushVersion } from './sample-registry.ts';
import { DYNAMODB_CALL, ECR_CALL, type RunUsage, SimulatedRuns } from './simulated-run.ts';
import { add, scale, type Usage } from './usage.ts';

const REPOSITORIES = 10_000;
/** So many are measured: they are alike. */
const SAMPLE = 90;
/** So many come first and are not measured, so that their bases are shared by then, as they are for nearly all. */
const NEIGHBOURS = 10;
/** The template's `EcrCallsPerSecond` and `ReconcileConcurrency`. */
const PACE = { ecrCallsPerSecond: 50, concurrency: 10 };
/** The function's `MemorySize`. */
const MEMORY_GB = 1;
/** The states that a repository goes through: Repository, IsDone, Done. */
const TRANSITIONS_PER_REPOSITORY = 3;

const DERIVED: Readonly<Record<string, (usage: Usage) => number>> = {
  'ECR calls': (usage) => sumOf(usage, 'ECR '),
  'DynamoDB calls': (usage) => sumOf(usage, 'DynamoDB '),
  'read units': (usage) => usage['read units'] ?? 0,
  'write units': (usage) => usage['write units'] ?? 0,
  'USD, DynamoDB': ({ 'read units': reads = 0, 'write units': writes = 0 }) =>
    reads * prices.USD_PER_READ_UNIT + writes * prices.USD_PER_WRITE_UNIT,
  'USD, Lambda': ({ 'busy milliseconds': busy = 0 }) =>
    (busy / 1_000) * MEMORY_GB * prices.USD_PER_GB_SECOND + REPOSITORIES * prices.USD_PER_INVOCATION,
  'USD, Step Functions': () => REPOSITORIES * TRANSITIONS_PER_REPOSITORY * prices.USD_PER_TRANSITION,
  minutes: ({ milliseconds = 0 }) => milliseconds / 60_000,
};

/**
 * What a reconciliation asks of AWS and how long it takes, by how much it finds wrong: nothing; in each repository one
 * image that nobody was told of, or that is gone; everything, as in a first scan. Time is simulated.
 */
export async function measureReconcile(): Promise<Measurement> {
  const names = Array.from(
    { length: NEIGHBOURS + SAMPLE },
    (_, number) => `team-${number % 7}/service-${number}`,
  );
  const ecr = createSampleRegistry(names);
  const runs = new SimulatedRuns(ecr, PACE);
  const everything = inAll(await runs.run('first', NEIGHBOURS));
  const nothing = inAll(await runs.run('second', NEIGHBOURS));
  for (const [number, repository] of names.entries())
    if (number % 2 === 0) ecr.delete(repository, buildVersion(repository, number, 0).digest);
    else pushVersion(ecr, repository, number, IMAGES_PER_REPOSITORY);
  const some = inAll(await runs.run('third', NEIGHBOURS));
  const calls = Object.keys(add(everything, some)).filter((name) => /^(ECR|DynamoDB|blobs) /.test(name));
  const rows = Object.entries({
    ...Object.fromEntries(calls.sort().map((name) => [name, (usage: Usage) => usage[name] ?? 0])),
    ...DERIVED,
  });
  return {
    title:
      `Reconciliation of ${REPOSITORIES} repositories of ${IMAGES_PER_REPOSITORY} images (${SAMPLE} simulated; ` +
      `${PACE.concurrency} at once, ${PACE.ecrCallsPerSecond} ECR calls a second; a call of ECR takes ${ECR_CALL} ms, ` +
      `of DynamoDB ${DYNAMODB_CALL} ms), by what it finds wrong`,
    rows: rows.map(([name, of]) => ({
      name,
      'nothing, 0 %': shown(of(nothing)),
      'an image each, 1 %': shown(of(some)),
      'everything, 100 %': shown(of(everything)),
      '1 % : 0 %': ratio(of(some), of(nothing)),
      '100 % : 0 %': ratio(of(everything), of(nothing)),
    })),
  };
}

/** A run over all repositories. */
function inAll({ once, list, repositories }: RunUsage): Usage {
  return add(
    once,
    scale(list, REPOSITORIES / (NEIGHBOURS + SAMPLE)),
    scale(repositories, REPOSITORIES / SAMPLE),
  );
}

function sumOf(usage: Usage, prefix: string): number {
  return Object.entries(usage).reduce(
    (sum, [name, amount]) => sum + (name.startsWith(prefix) ? amount : 0),
    0,
  );
}

function shown(amount: number): number {
  return round(amount, amount < 1 ? 3 : amount < 100 ? 1 : 0);
}

function ratio(amount: number, nothing: number): number | string {
  return nothing > 0 ? round(amount / nothing, 1) : '';
}
