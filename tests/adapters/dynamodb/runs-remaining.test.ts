import { describe, expect, test } from 'vitest';
import type { Items } from '../../../src/adapters/dynamodb-items.ts';
import * as keys from '../../../src/adapters/dynamodb-keys.ts';
import { image, REGISTRY, REPOSITORY } from '../../support/builders.ts';
import { useDynamodb } from '../../support/dynamodb.ts';
import { allPages } from '../../support/everything.ts';
import { recordAll } from '../../support/recorded-versions.ts';
import { FOUND, NEXT, openRegistries, planned, RUN, registriesIn } from '../../support/runs.ts';

const createTable = useDynamodb();

const PAGE = { limit: 100, cursor: null };

describe('what remains for a run', () => {
  test('is what it has not planned and holds something, and what nobody has done', async () => {
    const { registries, history } = await openRegistries(createTable);
    await recordAll(
      history,
      ['vanished', 'planned'].map((repository) => image({ ...REGISTRY, repository })),
    );
    await registries.plan(RUN, planned('done-earlier', 'undone-earlier'));
    await registries.add(RUN, 'done-earlier', FOUND);
    await registries.plan(NEXT, planned('planned', 'undone'));
    await registries.add(NEXT, 'planned', FOUND);

    const remaining = await registries.remaining(NEXT, PAGE);

    expect(remaining).toEqual({ items: ['undone', 'undone-earlier', 'vanished'], cursor: null });
  });

  test('is a repository, too, whose only image was never counted', async () => {
    const { registries, items } = await openRegistries(createTable);
    const { digest } = image();
    await items.put({ ...keys.repositorySumKey(REPOSITORY) });
    const live = { live: 'LIVE|default|linux/amd64|', sizeBytes: 1, layers: [] };
    await items.put({ ...keys.imageKey(image()), digest, generation: 1, ...live });

    expect((await registries.remaining(RUN, PAGE)).items).toEqual([REPOSITORY.repository]);
  });

  test('comes in pages that neither repeat nor leave anything out', async () => {
    const { registries } = await openRegistries(createTable);
    const names = Array.from({ length: 7 }, (_, number) => `r${number}`);
    await registries.plan(RUN, planned(...names));

    const found = await allPages((page) => registries.remaining(NEXT, page), 3);

    expect(found).toEqual(names);
  });

  test('comes in a page that is not full where much has to be looked at', async () => {
    const { registries, items } = await openRegistries(createTable);
    const names = Array.from({ length: 45 }, (_, number) => `r${10 + number}`);
    await registries.plan(RUN, planned(...names));
    await registries.plan(NEXT, planned(...names.slice(0, 40)));
    for (const name of names.slice(0, 40)) await registries.add(NEXT, name, FOUND);
    // As if each item were half as large as an answer may be.
    const heavy: Items = { ...items, query: (query) => items.query({ ...query, limit: 2 }) };
    const { remaining } = registriesIn({ items: heavy });

    const first = await remaining(NEXT, PAGE);
    const found = await allPages((page) => remaining(NEXT, page), 100);

    expect(first).toEqual({ items: [], cursor: 'r49' });
    expect(found).toEqual(names.slice(40));
  });
});
