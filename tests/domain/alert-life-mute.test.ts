import { describe, expect, it } from 'vitest';
import type { FindingKind } from '../../src/domain/findings/finding.ts';
import { raiseAlert, resolveAlert } from '../../src/domain/raise-alert.ts';
import { at } from '../support/builders.ts';
import { duplicateLayerFinding } from '../support/findings.ts';
import { createWorld, type World } from '../support/in-memory-ports.ts';
import { rulesOf } from '../support/repository-settings.ts';

const REPOSITORIES = ['team/api', 'team/web'];
const FINDING = duplicateLayerFinding({ repositories: REPOSITORIES });
const TWICE_AS_MUCH = duplicateLayerFinding({ repositories: REPOSITORIES, repositoryCount: 3 });
const REASON = 'It is gone.';
/** The clock of the world stands at 10:01. */
const MUTE = { reason: 'we know', until: '2026-11-20T12:00:00.000Z' };
const TWO_HOURS = 7_200;

/** The world where these repositories have these tags. */
function withTags(world: World, tags: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const settings = { of: async ({ repository }: { repository: string }) => rulesOf(tags[repository] ?? {}) };
  return { ...world.deps, settings };
}

async function only({ reader }: World) {
  const [kept, ...others] = (await reader.alerts({}, { limit: 10, cursor: null })).items;
  expect(others).toEqual([]);
  if (!kept) throw new Error('there is no alert');
  return kept;
}

async function openAndMute(world: World): Promise<string> {
  const alert = await raiseAlert(world.deps, FINDING, at());
  await world.alerts.mute(alert?.id ?? '', MUTE);
  return alert?.id ?? '';
}

function told({ publisher }: World) {
  return publisher.published.map(({ state, revision }) => `${state} ${revision}`);
}

describe('an alert that people have muted', () => {
  it('is kept, and told by whoever finds it again when that is over', async () => {
    const world = createWorld();
    await openAndMute(world);

    await raiseAlert(world.deps, TWICE_AS_MUCH, at(1));
    const during = await only(world);
    world.clock.pass(TWO_HOURS);
    await raiseAlert(world.deps, TWICE_AS_MUCH, at(2));

    expect(during).toMatchObject({ alert: { revision: 2 }, publishedRevision: 1, mute: MUTE });
    expect(told(world)).toEqual(['open 1', 'grew 2']);
    expect(await only(world)).toMatchObject({ publishedRevision: 2, mute: MUTE });
  });

  it('is found again without a write', async () => {
    const world = createWorld();
    await openAndMute(world);
    await raiseAlert(world.deps, TWICE_AS_MUCH, at(1));
    const before = await only(world);
    world.clock.pass(60);

    await raiseAlert(world.deps, TWICE_AS_MUCH, at(2));

    expect(await only(world)).toEqual(before);
  });

  it('ends in silence', async () => {
    const world = createWorld();
    const id = await openAndMute(world);

    await resolveAlert(world.deps, id, REASON, at(1));
    world.clock.pass(TWO_HOURS);
    await resolveAlert(world.deps, id, REASON, at(2));

    expect(told(world)).toEqual(['open 1']);
    expect(await only(world)).toMatchObject({ alert: { state: 'resolved' }, publishedState: 'resolved' });
  });

  it('is told as resolved where it ends when that is over', async () => {
    const world = createWorld();
    const id = await openAndMute(world);
    await raiseAlert(world.deps, TWICE_AS_MUCH, at(1));
    world.clock.pass(TWO_HOURS);

    await resolveAlert(world.deps, id, REASON, at(2));

    expect(told(world)).toEqual(['open 1', 'resolved 3']);
  });

  it('that had ended before and comes and goes meanwhile is not told to end twice', async () => {
    const world = createWorld();
    const id = await openAndMute(world);
    await world.alerts.mute(id, null);
    await resolveAlert(world.deps, id, REASON, at(1));
    await world.alerts.mute(id, MUTE);
    await raiseAlert(world.deps, FINDING, at(2));
    world.clock.pass(TWO_HOURS);

    await resolveAlert(world.deps, id, REASON, at(3));

    expect(told(world)).toEqual(['open 1', 'resolved 2']);
  });

  it('is told at once where nobody mutes it any longer', async () => {
    const world = createWorld();
    const id = await openAndMute(world);
    await world.alerts.mute(id, null);

    await raiseAlert(world.deps, TWICE_AS_MUCH, at(1));

    expect(told(world)).toEqual(['open 1', 'grew 2']);
  });
});

describe('repositories that mute a kind', () => {
  const muted = { mute: 'duplicate-layer until 2026-11-20 we know' };

  it('all of them: the alert is kept, and nobody is told until the day is over', async () => {
    const world = createWorld();
    const deps = withTags(world, { 'team/api': muted, 'team/web': muted });

    await raiseAlert(deps, FINDING, at());
    const during = told(world);
    world.clock.pass(86_400);
    await raiseAlert(deps, FINDING, at(1));

    expect(during).toEqual([]);
    expect(told(world)).toEqual(['open 1']);
  });

  it('one of them: it is told, since the other one does not', async () => {
    const world = createWorld();

    await raiseAlert(withTags(world, { 'team/api': muted }), FINDING, at());

    expect(told(world)).toEqual(['open 1']);
  });

  it('another kind: it is told', async () => {
    const world = createWorld();
    const another = { mute: 'image-grew until 2026-11-30' };

    await raiseAlert(withTags(world, { 'team/api': another, 'team/web': another }), FINDING, at());

    expect(told(world)).toEqual(['open 1']);
  });

  it('what grew and ended meanwhile was never told', async () => {
    const world = createWorld();
    const deps = withTags(world, { 'team/api': { mute: 'until 2026-11-20' }, 'team/web': muted });
    await raiseAlert(deps, FINDING, at());
    await raiseAlert(deps, TWICE_AS_MUCH, at(1));
    world.clock.pass(86_400);

    await resolveAlert(deps, (await only(world)).alert.id, REASON, at(2));

    expect(told(world)).toEqual([]);
    expect(await only(world)).toMatchObject({ alert: { state: 'resolved' }, publishedState: null });
  });
});

describe('a kind that is muted everywhere', () => {
  it('is kept and not told; other kinds are', async () => {
    const world = createWorld();
    const mutedKinds: FindingKind[] = ['duplicate-layer'];

    await raiseAlert({ ...world.deps, mutedKinds }, FINDING, at());
    const during = await only(world);
    await raiseAlert({ ...world.deps, mutedKinds: ['image-grew'] }, FINDING, at(1));

    expect(during).toMatchObject({ alert: { state: 'open' }, publishedRevision: 0, publishedState: null });
    expect(told(world)).toEqual(['open 1']);
  });
});

describe('owners', () => {
  it('of all repositories that the finding names are in the alert, each once, by name', async () => {
    const world = createWorld();
    const tags = { 'team/api': { owner: 'team-shop @anna' }, 'team/web': { owner: 'team-shop team-web' } };

    const alert = await raiseAlert(withTags(world, tags), FINDING, at());

    expect(alert?.owners).toEqual(['@anna', 'team-shop', 'team-web']);
    expect((await only(world)).alert.owners).toEqual(alert?.owners);
  });

  it('are those of now where something is told again', async () => {
    const world = createWorld();
    await raiseAlert(withTags(world, { 'team/api': { owner: 'team-a' } }), FINDING, at());

    const alert = await raiseAlert(
      withTags(world, { 'team/api': { owner: 'team-b' } }),
      TWICE_AS_MUCH,
      at(1),
    );

    expect(alert?.owners).toEqual(['team-b']);
  });
});
