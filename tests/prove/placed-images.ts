import { isOdd } from '../../src/adapters/dynamodb-facts.ts';
import { queryAll } from '../../src/adapters/dynamodb-items.ts';
import { IMAGE_PREFIX, repositoryPartition } from '../../src/adapters/dynamodb-keys.ts';
import { placeKey } from '../../src/adapters/dynamodb-places.ts';
import { partition } from '../../src/adapters/dynamodb-queries.ts';
import { ImageItem } from '../../src/adapters/dynamodb-records.ts';
import { parseSeriesPattern } from '../../src/domain/series-pattern.ts';
import { placeTagging } from '../../src/domain/tagging.ts';
import { REGISTRY } from '../support/builders.ts';
import type { Simulation } from './simulation.ts';

/** The images that are not in the series that their repository's pattern of now says, or not in the index as such. */
export async function misplacedImages(simulation: Simulation): Promise<string[]> {
  const { items } = simulation.connect();
  const misplaced: string[] = [];
  for (const repository of simulation.model.ever.keys()) {
    const pattern = parseSeriesPattern(simulation.model.series.get(repository) ?? '');
    const rows = partition(repositoryPartition({ ...REGISTRY, repository }), IMAGE_PREFIX);
    for await (const item of queryAll(items, rows)) {
      if (!('kind' in item)) continue;
      const row = ImageItem.parse(item);
      const { series } = placeTagging(row, 'problem' in pattern ? null : pattern);
      const isPlaced = row.series === series && item.live === placeKey(row, isOdd(row.generation));
      if (!isPlaced) misplaced.push(`${repository}@${row.digest} in ${row.series}, not ${series}`);
    }
  }
  return misplaced;
}
