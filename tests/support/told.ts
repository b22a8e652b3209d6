import type { Alert } from '../../src/domain/alert.ts';
import { alertId } from '../../src/domain/alert-subject.ts';
import type { Alerts } from '../../src/domain/alert-ports.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { type HeldLayer, recount, type StoredImage } from './recount.ts';

/** What people were told of each layer; `expectedTold` is what they are to be told. */
export async function askTold(
  alerts: Alerts,
  published: readonly Alert[],
  images: readonly StoredImage[],
): Promise<string[]> {
  return Promise.all(recount(images).layers.map((layer) => askLayer(alerts, published, layer)));
}

export function expectedTold(images: readonly StoredImage[]): string[] {
  return recount(images).layers.map(({ sizeBytes, holders }) =>
    sizeBytes >= DEFAULT_THRESHOLDS.largeLayerBytes && holders.length > 1
      ? 'to the last doubling'
      : 'nothing',
  );
}

async function askLayer(
  alerts: Alerts,
  published: readonly Alert[],
  { accountId, region, digest, sizeBytes, duplicateBytes, holders }: HeldLayer,
): Promise<string> {
  const id = alertId('duplicate-layer', { type: 'layer', accountId, region, digest });
  const told = published.filter((alert) => alert.id === id);
  const kept = await alerts.find(id);
  if (!kept) return told.length > 0 ? 'what is not kept' : 'nothing';
  // A revision that nobody came to publish may be overtaken by the next one: the last one counts.
  if (!told.some(({ revision }) => revision === kept.alert.revision)) return 'not the last revision';
  if (kept.publishedRevision !== kept.alert.revision) return 'what is not marked as published';
  for (const { finding } of told) {
    if (finding.kind !== 'duplicate-layer') return 'something else';
    const names = holders.map(({ repository }) => repository);
    if (finding.repositories.some((name) => !names.includes(name)))
      return 'of a repository that never held it';
    if (finding.repositoryCount > names.length || finding.repositoryCount < 2)
      return 'a number that never was';
    if (finding.duplicateBytes !== sizeBytes * (finding.repositoryCount - 1))
      return 'bytes that do not add up';
  }
  const { finding } = kept.alert;
  return finding.kind === 'duplicate-layer' && 2 * finding.duplicateBytes > duplicateBytes
    ? 'to the last doubling'
    : 'not enough';
}
