import { describe, expect, it } from 'vitest';
import { createIndexedItems } from './indexed-items.ts';

const KEY = { pk: 'ALERT#1', sk: 'ALERT' };
const OPEN = { index: 'gsi2', partition: 'OPEN' } as const;

describe('createIndexedItems', () => {
  it('answers from a global index what was put, changed, and put once', async () => {
    const items = createIndexedItems();

    await items.put({ ...KEY, pk2: 'OPEN', sk2: '1' });
    await items.putNew({ pk: 'ALERT#2', sk: 'ALERT', pk2: 'OPEN', sk2: '2' });
    await items.update(KEY, { set: { state: 'grew' } }, {});

    const { items: found } = await items.query(OPEN);
    expect(found.map(({ pk, state }) => `${pk} ${state}`)).toEqual(['ALERT#1 grew', 'ALERT#2 undefined']);
  });

  it('leaves out what has left the index, or moved to another partition of it', async () => {
    const items = createIndexedItems();
    await items.put({ ...KEY, pk2: 'OPEN', sk2: '1' });
    await items.put({ pk: 'ALERT#2', sk: 'ALERT', pk2: 'OPEN', sk2: '2' });

    await items.update(KEY, { set: {}, remove: ['pk2', 'sk2'] }, {});
    await items.update({ pk: 'ALERT#2', sk: 'ALERT' }, { set: { pk2: 'OTHER' } }, {});

    expect((await items.query(OPEN)).items).toEqual([]);
    expect((await items.query({ ...OPEN, partition: 'OTHER' })).items).toHaveLength(1);
  });

  it('keeps an item in its index where a change is refused', async () => {
    const items = createIndexedItems();
    await items.put({ ...KEY, pk2: 'OPEN', sk2: '1' });

    const isDone = await items.update(KEY, { set: { pk2: 'OTHER' } }, { pk: 'absent' });

    expect(isDone).toBe(false);
    expect((await items.query(OPEN)).items).toHaveLength(1);
  });

  it('answers from the table itself, too', async () => {
    const items = createIndexedItems();
    await items.put({ ...KEY, live: 'LIVE|1' });

    const { items: found } = await items.query({ index: 'live', partition: KEY.pk });
    expect(found).toHaveLength(1);
  });
});
