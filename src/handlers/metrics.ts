import type { RegistryId } from '../domain/registry.ts';

/** Publishes counts of one registry under their names. */
export type PutMetrics = (registry: RegistryId, counts: Readonly<Record<string, number>>) => void;

interface MetricsOptions {
  /** Empty where nobody reads metrics: then none are written. */
  readonly namespace: string;
  readonly now: () => Date;
  /** Takes one line of the function's log. */
  readonly write: (line: string) => void;
}

/**
 * Metrics by account and region, as log lines that CloudWatch reads: no call, and nothing to wait for.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics({ namespace, now, write }: MetricsOptions): PutMetrics {
  return ({ accountId, region }, counts) => {
    if (namespace === '') return;
    const directive = {
      Namespace: namespace,
      Dimensions: [['accountId', 'region']],
      Metrics: Object.keys(counts).map((name) => ({ Name: name, Unit: 'Count' })),
    };
    const _aws = { Timestamp: now().getTime(), CloudWatchMetrics: [directive] };
    write(`${JSON.stringify({ _aws, accountId, region, ...counts })}\n`);
  };
}
