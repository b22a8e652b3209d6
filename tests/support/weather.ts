import { createDynamodbTellings } from '../../src/adapters/dynamodb-tellings.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { foldStorms, type Tellings, tellOfStorm } from '../../src/domain/storm.ts';
import type { StormSummary } from '../../src/domain/storm-summary.ts';
import { duplicateLayerFinding, imageGrewFinding } from './findings.ts';
import { createInMemoryItems } from './in-memory-items.ts';
import { Clock, InMemoryPublisher } from './in-memory-ports.ts';
import { toldAlert } from './told-alerts.ts';

/** So many messages are told in ten minutes. */
export const MOST = 20;

export function alertNumber(number: number): Alert {
  const repository = `team/${number}`;
  return toldAlert(
    number % 4 === 0
      ? duplicateLayerFinding({ repositories: [repository], repositoryCount: 2 })
      : imageGrewFinding({ repository }),
    { id: String(number).padStart(20, '0') },
  );
}

export function alerts(count: number, from = 0): Alert[] {
  return Array.from({ length: count }, (_, position) => alertNumber(from + position));
}

/** Processes that publish to one topic, and what sums up what they fold. */
export class Weather {
  readonly topic = new InMemoryPublisher();
  readonly clock = new Clock();
  readonly summaries: StormSummary[] = [];
  readonly #tellings: Tellings;

  constructor(tellings = createDynamodbTellings(createInMemoryItems())) {
    this.#tellings = tellings;
  }

  /** One process. */
  publisher() {
    const now = () => this.clock.now();
    return foldStorms(this.topic, { tellings: this.#tellings, alertsPerTenMinutes: MOST, now });
  }

  async publishAtOnce(many: readonly Alert[]): Promise<void> {
    await Promise.all(many.map((alert) => this.publisher().publish(alert)));
  }

  async sumUp(publish = async (storm: StormSummary) => void this.summaries.push(storm)): Promise<number> {
    return tellOfStorm({ tellings: this.#tellings, now: () => this.clock.now() }, publish);
  }

  get numbers(): number[] {
    return this.topic.published.map(({ id }) => Number(id));
  }
}
