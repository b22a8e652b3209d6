import * as z from 'zod/mini';
import type { Alert } from '../domain/alert.ts';
import type { AlertMute, AlertPlace, Alerts, KeptAlert } from '../domain/alert-ports.ts';
import type { AlertSubject } from '../domain/alert-subject.ts';
import { repositoriesOf } from '../domain/findings/finding.ts';
import { type Condition, type Item, type Items, queryAll } from './dynamodb-items.ts';
import * as keys from './dynamodb-keys.ts';

const Mute = z.object({ reason: z.string(), until: z.string() });

/** An alert as it is kept: the document itself as JSON, beside it what is asked for. */
const AlertItem = z.object({
  alert: z.string(),
  revision: z.int(),
  publishedRevision: z.int(),
  publishedState: z._default(z.nullable(z.enum(['open', 'grew', 'resolved'])), null),
  claimedUntil: z.string(),
  mute: z._default(z.nullable(Mute), null),
});

/** What puts an alert among those that `open` answers. */
const LISTED = ['pk2', 'sk2'];

export function createDynamodbAlerts(items: Items): Alerts {
  return { find, carry, open, keep, markPublished, mute };

  async function find(id: string): Promise<KeptAlert | null> {
    const item = await items.get(keys.alertKey(id));
    const inAlert = item?.inAlert;
    const found = typeof inAlert === 'string' ? await items.get(keys.alertKey(inAlert)) : item;
    return found ? parseAlert(found) : null;
  }

  async function carry(id: string, inAlert: string): Promise<void> {
    await items.putNew({ ...keys.alertKey(id), inAlert });
  }

  async function* open(place: AlertPlace): AsyncGenerator<Alert> {
    for await (const item of queryAll(items, { index: 'gsi2', partition: keys.openAlertsPartition(place) }))
      yield parseAlert(item).alert;
  }

  async function keep(
    { alert, publishedRevision, publishedState, claimedUntil }: Omit<KeptAlert, 'mute'>,
    before: KeptAlert | null,
  ): Promise<boolean> {
    const { kind, state, severity, revision, finding, owners } = alert;
    const { accountId, region } = finding;
    const isActive = state !== 'resolved';
    // Whoever comes to tell of its end, after a crash, has to find it.
    const isListed = isActive || publishedRevision < revision;
    const set = {
      alert: JSON.stringify(alert),
      ...{ kind, state, severity, accountId, region, repositories: repositoriesOf(finding), owners },
      ...{ revision, publishedRevision, publishedState, claimedUntil },
      pk1: keys.ALERTS,
      sk1: `${alert.updatedAt}|${alert.id}`,
      ...(isActive && { active: true }),
      ...(isListed && { pk2: keys.openAlertsPartition(placeOf(alert.subject)), sk2: alert.id }),
    };
    const remove = [...(isActive ? [] : ['active']), ...(isListed ? [] : LISTED)];
    const unchanged: Condition = before
      ? { revision: { is: before.alert.revision }, claimedUntil: { is: before.claimedUntil } }
      : { pk: 'absent' };
    return items.update(keys.alertKey(alert.id), { set, remove }, unchanged);
  }

  async function markPublished({ id, revision, state }: Alert): Promise<void> {
    // A slow publisher must not take back what a faster one of a later revision has marked.
    const set = { publishedRevision: revision, publishedState: state };
    const unmarked: Condition = { pk: 'present', publishedRevision: { below: revision } };
    const key = keys.alertKey(id);
    // It may have opened again since.
    const isOver = state === 'resolved';
    if (
      isOver &&
      (await items.update(key, { set, remove: LISTED }, { ...unmarked, revision: { is: revision } }))
    )
      return;
    await items.update(key, { set }, unmarked);
  }

  async function mute(id: string, mute: AlertMute | null): Promise<boolean> {
    const found = await find(id);
    if (!found) return false;
    return items.update(keys.alertKey(found.alert.id), { set: { mute } }, { pk: 'present' });
  }
}

/** The alert document was written by `keep`; its JSON is what the API and the messages show. */
export function parseAlert(item: Item): KeptAlert {
  const { alert, publishedRevision, publishedState, claimedUntil, mute } = AlertItem.parse(item);
  return { alert: JSON.parse(alert) as Alert, publishedRevision, publishedState, claimedUntil, mute };
}

function placeOf(subject: AlertSubject): AlertPlace {
  const { accountId, region } = subject;
  return { accountId, region, repository: 'repository' in subject ? subject.repository : null };
}
