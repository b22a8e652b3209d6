import * as z from 'zod/mini';
import type { Alert } from '../domain/alert.ts';
import { repositoriesOf } from '../domain/findings/finding.ts';
import type { Alerts, KeptAlert } from '../domain/alert-ports.ts';
import type { Condition, Item, Items } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

/** An alert as it is kept: the document itself as JSON, beside it what is asked for. */
const AlertItem = z.object({
  alert: z.string(),
  revision: z.int(),
  publishedRevision: z.int(),
  claimedUntil: z.string(),
});

export function createDynamodbAlerts(items: Items): Alerts {
  return {
    async find(id: string): Promise<KeptAlert | null> {
      const item = await items.get(keys.alertKey(id));
      return item ? parseAlert(item) : null;
    },

    async keep(
      { alert, publishedRevision, claimedUntil }: KeptAlert,
      before: KeptAlert | null,
    ): Promise<boolean> {
      const { kind, state, revision, finding } = alert;
      const { accountId, region } = finding;
      const repositories = repositoriesOf(finding);
      const attributes = {
        alert: JSON.stringify(alert),
        ...{ kind, state, accountId, region, repositories, revision, publishedRevision, claimedUntil },
        pk1: keys.ALERTS,
        sk1: `${alert.updatedAt}|${alert.id}`,
      };
      const unchanged: Condition = before
        ? { revision: { is: before.alert.revision }, claimedUntil: { is: before.claimedUntil } }
        : { pk: 'absent' };
      return items.update(keys.alertKey(alert.id), { set: attributes }, unchanged);
    },

    async markPublished(id: string, revision: number): Promise<void> {
      // A slow publisher must not take back what a faster one of a later revision has marked.
      const change = { set: { publishedRevision: revision } };
      await items.update(keys.alertKey(id), change, {
        pk: 'present',
        publishedRevision: { below: revision },
      });
    },
  };
}

/** The alert document was written by `keep`; its JSON is what the API and the messages show. */
export function parseAlert(item: Item): KeptAlert {
  const { alert, publishedRevision, claimedUntil } = AlertItem.parse(item);
  return { alert: JSON.parse(alert) as Alert, publishedRevision, claimedUntil };
}
