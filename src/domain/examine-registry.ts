import { type Alert, SETTLED } from './alert.ts';
import { groupsOf } from './consolidation/groups-of.ts';
import { matchGroups } from './consolidation/match-groups.ts';
import type { CommonLayer, HoldingRepository } from './consolidation/repository-group.ts';
import type { Archive, FoundGroup, Groups } from './examine-ports.ts';
import { type ConsolidationFinding, findConsolidation } from './findings/consolidation.ts';
import { findDuplicateLayer } from './findings/duplicate-layer.ts';
import type { Finding } from './findings/finding.ts';
import { findSameContent } from './findings/same-content.ts';
import type { History, Registries } from './ports.ts';
import { noteAlert, type RaiseAlertDependencies, raiseAlert, resolveAlert } from './raise-alert.ts';
import { formatRegistry, type RegistryId } from './registry.ts';
import { isSettled } from './tell-of-series.ts';
import type { Thresholds } from './thresholds.ts';

export interface ExamineRegistryDependencies extends RaiseAlertDependencies {
  readonly history: History;
  readonly registries: Registries;
  readonly archive: Archive;
  readonly groups: Groups;
}

/** So many layers are looked at, and none with fewer duplicate bytes than this part of what a group has to save. */
const LAYERS_MAX = 300_000;
const SMALLEST_PART = 1 / 1_000;
const READ_AT_ONCE = 50;

/**
 * Looks through a registry that was scanned from end to end: which repositories belong together, and which alerts about
 * it as a whole are over. Answers the groups, what saves most first.
 */
export async function examineRegistry(
  deps: ExamineRegistryDependencies,
  registry: RegistryId,
  blobMounting: boolean | null,
): Promise<readonly ConsolidationFinding[]> {
  const at = deps.now().toISOString();
  const found = await findGroups(deps, registry, blobMounting);
  await deps.groups.keep(registry, found, at);
  const findings = found.map(({ finding }) => finding);
  for (const finding of findings) await raiseAlert(deps, finding, at);
  const groupIds = new Set(findings.map(({ groupId }) => groupId));
  for await (const alert of deps.alerts.open({ ...registry, repository: null })) {
    if (alert.finding.kind === 'consolidation') {
      if (await isOver(deps, alert, groupIds.has(alert.finding.groupId), at))
        await resolveAlert(deps, alert.id, NO_GROUP, at);
    } else if (isSettled(alert, at, deps.thresholds))
      await resolveAlert({ ...deps, isQuiet: true }, alert.id, SETTLED, at);
    else await endShared(deps, alert, at);
  }
  return findings;
}

async function findGroups(
  { archive, groups, thresholds }: ExamineRegistryDependencies,
  registry: RegistryId,
  blobMounting: boolean | null,
): Promise<FoundGroup[]> {
  const repositories: HoldingRepository[] = [];
  for await (const repository of archive.holdingRepositories(registry)) repositories.push(repository);
  const layers = await commonLayers(archive, registry, repositories, thresholds);
  const { groups: now } = groupsOf(repositories, layers, thresholds);
  return matchGroups(await groups.known(registry), now).flatMap((group) => {
    const finding = findConsolidation(group, { ...registry, blobMounting }, thresholds);
    const names = group.repositories.map(({ repository }) => repository);
    return finding ? [{ finding, repositories: names }] : [];
  });
}

async function commonLayers(
  archive: Archive,
  registry: RegistryId,
  repositories: readonly HoldingRepository[],
  { minGroupSavingBytes }: Thresholds,
): Promise<CommonLayer[]> {
  const layers: CommonLayer[] = [];
  // Millions of holders are some thousand names: each is kept once.
  const names = new Map(repositories.map(({ repository }) => [repository, repository]));
  const page: Omit<CommonLayer, 'repositories'>[] = [];
  const read = async () => {
    const some = page.splice(0);
    const holders = await Promise.all(some.map(({ digest }) => archive.holdersOf(registry, digest)));
    for (const [position, layer] of some.entries()) {
      const known = (holders[position] ?? []).map((name) => names.get(name) ?? name);
      layers.push({ ...layer, repositories: known });
    }
  };
  for await (const { duplicateBytes, ...layer } of archive.sharedLayers(registry)) {
    if (duplicateBytes < minGroupSavingBytes * SMALLEST_PART || layers.length >= LAYERS_MAX) break;
    page.push(layer);
    if (page.length >= READ_AT_ONCE) await read();
  }
  await read();
  return layers;
}

/**
 * A base is built again in the evening and what stands on it in the morning: in between nothing is shared. So what is gone
 * has to stay so for some days.
 */
const ABSENT_MS = 3 * 86_400_000;

async function isOver(
  deps: ExamineRegistryDependencies,
  { id, absentSince }: Alert,
  isThere: boolean,
  at: string,
): Promise<boolean> {
  if (!isThere && absentSince !== null) return Date.parse(at) - Date.parse(absentSince) >= ABSENT_MS;
  if (isThere !== (absentSince === null))
    await noteAlert(deps, id, (alert) => ({ ...alert, absentSince: isThere ? null : at }));
  return false;
}

const NO_GROUP = 'They have too little in common by now.';

/** Ends an alert about a layer, or a content, that is not shared any more. */
async function endShared(deps: ExamineRegistryDependencies, alert: Alert, at: string): Promise<void> {
  const { kind, finding, subject } = alert;
  if (kind !== 'duplicate-layer' && kind !== 'same-content') return;
  if (!(await isOver(deps, alert, (await findAgain(deps, finding, alert)) !== null, at))) return;
  const end =
    kind === 'duplicate-layer'
      ? `No two repositories of ${formatRegistry(subject)} hold it any more.`
      : 'It is stored under one digest now.';
  await resolveAlert(deps, alert.id, end, at);
  // Who came to share it meanwhile has found the alert open, and did not tell.
  const again = await findAgain(deps, finding, alert);
  if (again) await raiseAlert(deps, again, at);
}

/** What an alert tells of as it is now; null where it is no more. */
async function findAgain(
  { history, registries, thresholds }: ExamineRegistryDependencies,
  finding: Finding,
  { successors }: Alert,
): Promise<Finding | null> {
  if (finding.kind === 'same-content')
    return findSameContent(finding, await history.contentOf(finding, finding.diffId), thresholds);
  if (finding.kind !== 'duplicate-layer') return null;
  const { blobMounting } = await registries.find(finding);
  for (const digest of [finding.digest, ...successors]) {
    const repositories = await history.holdersOf(finding, digest);
    const layer = { ...finding, digest, repositories, repositoryCount: repositories.length };
    if (repositories.length > 1) return findDuplicateLayer(layer, blobMounting, thresholds);
  }
  return null;
}
