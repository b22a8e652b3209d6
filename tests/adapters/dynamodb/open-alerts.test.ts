import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import type { AlertPlace } from '../../../src/domain/alert-ports.ts';
import { at, REGISTRY } from '../../support/builders.ts';
import type { Table } from '../../support/dynamodb.ts';
import {
  alertOf,
  duplicateLayerFinding,
  imageGrewFinding,
  registryScannedFinding,
} from '../../support/findings.ts';
import { useEveryEngine } from '../../support/item-engines.ts';

const OF_REGISTRY: AlertPlace = { ...REGISTRY, repository: null };
const OF_WEB: AlertPlace = { ...REGISTRY, repository: 'team/web' };
const GREW = alertOf(imageGrewFinding());
const DUPLICATE = alertOf(duplicateLayerFinding());
const MUTE = { reason: 'we know', until: at(3_600) };

async function keep({ alerts }: Table, alert: Alert, isNew = true): Promise<void> {
  const before = isNew ? null : await alerts.find(alert.id);
  const kept = { alert, publishedRevision: 0, publishedState: null, claimedUntil: at(alert.revision) };
  expect(await alerts.keep(kept, before)).toBe(true);
}

async function openIn({ alerts }: Table, place: AlertPlace): Promise<string[]> {
  return (await Array.fromAsync(alerts.open(place))).map(({ id }) => id);
}

const resolved = (alert: Alert): Alert => ({ ...alert, state: 'resolved', revision: alert.revision + 1 });

describe.each(useEveryEngine())('alerts that are not resolved, on %s', (_name, createTable) => {
  test('are those of a repository, apart from those of the registry as a whole', async () => {
    const table = await createTable();
    const scanned = alertOf(registryScannedFinding());
    const elsewhere = alertOf(imageGrewFinding({ repository: 'team/web/admin' }));
    for (const alert of [GREW, DUPLICATE, scanned, elsewhere]) await keep(table, alert);

    expect(await openIn(table, OF_WEB)).toEqual([GREW.id]);
    expect(await openIn(table, OF_REGISTRY)).toEqual([DUPLICATE.id, scanned.id].sort());
    expect(await openIn(table, { ...OF_WEB, region: 'us-east-1' })).toEqual([]);
  });

  test('are answered as they were kept', async () => {
    const table = await createTable();
    await keep(table, GREW);

    expect(await Array.fromAsync(table.alerts.open(OF_WEB))).toEqual([GREW]);
  });

  test('stay while they grow, go when they are resolved, and are there again when they open again', async () => {
    const table = await createTable();
    await keep(table, GREW);
    await keep(table, { ...GREW, state: 'grew', revision: 2 }, false);
    const grown = await openIn(table, OF_WEB);

    await keep(table, resolved({ ...GREW, revision: 2 }), false);
    await table.alerts.markPublished(resolved({ ...GREW, revision: 2 }));
    const ended = await openIn(table, OF_WEB);
    await keep(table, { ...GREW, revision: 4 }, false);

    expect([grown, ended, await openIn(table, OF_WEB)]).toEqual([[GREW.id], [], [GREW.id]]);
  });

  test('are those whose end is still to be told', async () => {
    const table = await createTable();
    await keep(table, GREW);

    await keep(table, resolved(GREW), false);
    const untold = await openIn(table, OF_WEB);
    await table.alerts.markPublished(resolved(GREW));

    expect([untold, await openIn(table, OF_WEB)]).toEqual([[GREW.id], []]);
  });

  test('are none whose end nobody is to be told of', async () => {
    const table = await createTable();
    await keep(table, GREW);
    const before = await table.alerts.find(GREW.id);

    const kept = { publishedRevision: 2, publishedState: null, claimedUntil: at(9) };
    await table.alerts.keep({ alert: resolved(GREW), ...kept }, before);

    expect(await openIn(table, OF_WEB)).toEqual([]);
  });

  test('are those that opened again while somebody slow marked that their end was told', async () => {
    const table = await createTable();
    await keep(table, GREW);
    await keep(table, resolved(GREW), false);
    await keep(table, { ...GREW, revision: 3 }, false);

    await table.alerts.markPublished(resolved(GREW));

    expect(await openIn(table, OF_WEB)).toEqual([GREW.id]);
    expect(await table.alerts.find(GREW.id)).toMatchObject({ publishedRevision: 2, alert: { revision: 3 } });
  });

  test('are about a base, and then of the registry', async () => {
    const table = await createTable();
    const base = { id: 'base', name: 'platform/os', repository: null, digest: null, sizeBytes: 1 };
    await keep(table, alertOf(imageGrewFinding({ base })));

    expect(await openIn(table, OF_WEB)).toEqual([]);
    expect(await openIn(table, OF_REGISTRY)).toHaveLength(1);
  });
});

describe.each(useEveryEngine())('what is told in another alert, on %s', (_name, createTable) => {
  test('is found there, and marked and muted there', async () => {
    const table = await createTable();
    await keep(table, DUPLICATE);

    await table.alerts.carry('successor', DUPLICATE.id);
    await table.alerts.markPublished(DUPLICATE);
    const isMuted = await table.alerts.mute('successor', MUTE);

    expect(isMuted).toBe(true);
    expect(await table.alerts.find('successor')).toEqual(await table.alerts.find(DUPLICATE.id));
    expect(await table.alerts.find('successor')).toMatchObject({
      alert: DUPLICATE,
      publishedRevision: 1,
      mute: MUTE,
    });
    expect(await openIn(table, OF_REGISTRY)).toEqual([DUPLICATE.id]);
  });

  test('is not where there is an alert already, nor where another was first', async () => {
    const table = await createTable();
    const other = { ...DUPLICATE, id: 'other' };
    for (const alert of [DUPLICATE, other]) await keep(table, alert);

    await table.alerts.carry(other.id, DUPLICATE.id);
    await table.alerts.carry('successor', DUPLICATE.id);
    await table.alerts.carry('successor', other.id);

    expect((await table.alerts.find(other.id))?.alert.id).toBe(other.id);
    expect((await table.alerts.find('successor'))?.alert.id).toBe(DUPLICATE.id);
  });

  test('is no alert of a list', async () => {
    const table = await createTable();
    await keep(table, DUPLICATE);
    await table.alerts.carry('successor', DUPLICATE.id);

    const { items } = await table.reader.alerts({}, { limit: 9, cursor: null });

    expect(items.map(({ alert }) => alert.id)).toEqual([DUPLICATE.id]);
  });
});

describe.each(useEveryEngine())('the mute of an alert, on %s', (_name, createTable) => {
  test('is left alone by whoever keeps the alert or marks it, and taken off again', async () => {
    const table = await createTable();
    await keep(table, GREW);
    await table.alerts.mute(GREW.id, MUTE);
    await keep(table, { ...GREW, revision: 2 }, false);
    await table.alerts.markPublished({ ...GREW, revision: 2 });
    const muted = await table.alerts.find(GREW.id);

    await table.alerts.mute(GREW.id, null);

    expect(muted).toMatchObject({ alert: { revision: 2 }, publishedRevision: 2, mute: MUTE });
    expect((await table.alerts.find(GREW.id))?.mute).toBeNull();
  });

  test('does not stand in the way of whoever read the alert before', async () => {
    const table = await createTable();
    await keep(table, GREW);
    const before = await table.alerts.find(GREW.id);
    await table.alerts.mute(GREW.id, MUTE);

    const kept = {
      alert: { ...GREW, revision: 2 },
      publishedRevision: 0,
      publishedState: null,
      claimedUntil: at(9),
    };

    expect(await table.alerts.keep(kept, before)).toBe(true);
    expect((await table.alerts.find(GREW.id))?.mute).toEqual(MUTE);
  });

  test('of an alert that is not there makes none', async () => {
    const table = await createTable();

    expect(await table.alerts.mute('nobody', MUTE)).toBe(false);
    expect(await table.alerts.find('nobody')).toBeNull();
  });
});
