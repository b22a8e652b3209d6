import type { Encryption } from '../registry-ports.ts';
import { compareNames, type HoldingRepository } from './repository-group.ts';

/** What a person needs to take a step. */
export interface StepAdvice {
  /** It is so already: what the step can save may be saved. */
  readonly isDone: boolean;
  /** In words: what is in its way in this registry, or is not known. */
  readonly blockedBy: readonly string[];
  /** What to do, or to type. */
  readonly advice: string;
}

const NAMED = 3;
const OWNERS_NAMED = 10;

export function adviseMounting(
  repositories: readonly HoldingRepository[],
  blobMounting: boolean | null,
): StepAdvice {
  const setting = {
    true: [],
    false: ['blob mounting is off in this registry'],
    null: ['it is not known whether blob mounting is on in this registry'],
  }[`${blobMounting}`];
  return {
    isDone: blobMounting === true,
    blockedBy: [...setting, ...neverMounted(repositories), ...unknownEncryption(repositories)],
    advice: blobMounting
      ? 'Let those who push read the layers of the other repositories (ecr:GetDownloadUrlForLayer): who may not, stores a copy.'
      : 'Turn on blob mounting for the registry: aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED. What is pushed from then on is shared; a copy that is stored already goes with its images.',
  };
}

/** Those that a pull-through-cache rule fills have no part in it. */
export function adviseEncryption(repositories: readonly HoldingRepository[]): StepAdvice {
  const own = ownOf(repositories);
  const encryptions = encryptionsOf(own);
  const unknown = unknownEncryption(own);
  const different = `${encryptions.size} different encryption types or keys: a repository's encryption cannot be changed after it was created`;
  return {
    isDone: encryptions.size < 2 && unknown.length === 0,
    blockedBy: [...(encryptions.size > 1 ? [different] : []), ...unknown],
    advice: encryptions.size < 2 ? 'Encrypt new repositories as these are.' : alignTo(own),
  };
}

export function adviseBaseRepository(repositories: readonly HoldingRepository[]): StepAdvice {
  const caches = cachesOf(repositories);
  const instead = caches.length > 0 ? `, not FROM ${formatNames(caches)}` : '';
  return {
    isDone: false,
    blockedBy:
      caches.length > 0 ? ['a cached copy stays for as long as images are pulled through the cache'] : [],
    advice: `Keep an internal base image repository in this registry (layers of other accounts or regions cannot be shared), build FROM it${instead}, and let those who push read it (ecr:GetDownloadUrlForLayer): their clients then know where to mount its layers from.`,
  };
}

export function adviseMerging(repositories: readonly HoldingRepository[]): StepAdvice {
  const named = repositories.filter(({ owners }) => owners.length > 0);
  const differ = new Set(named.map(({ owners }) => [...owners].sort(compareNames).join(' '))).size > 1;
  const caches = cachesOf(repositories);
  return {
    isDone: false,
    blockedBy: [
      ...(differ ? [`owners differ: ${formatNames(ownersOf(named), OWNERS_NAMED)}`] : []),
      ...filledByRule(caches, 'nothing in it can be moved', 'nothing in them can be moved'),
    ],
    advice: [
      ...(caches.length > 1 ? ['Pull what several caches hold through one of them only.'] : []),
      'Merge repositories only where their access and lifecycle rules are the same anyway: push to one of them, with tags that tell the images apart.',
    ].join(' '),
  };
}

/** The known ones, each once, as text. Layers are shared where type and key are equal; AES256 has one key. */
export function encryptionsOf(repositories: readonly HoldingRepository[]): ReadonlySet<string> {
  return new Set(
    repositories.flatMap(({ encryption }) => (encryption ? [formatEncryption(encryption)] : [])),
  );
}

/** By name, each once. */
export function ownersOf(repositories: readonly HoldingRepository[]): string[] {
  return [...new Set(repositories.flatMap(({ owners }) => owners))].sort(compareNames);
}

/** As `aws ecr create-repository --encryption-configuration` takes it. */
function formatEncryption({ type, key }: Encryption): string {
  return `encryptionType=${type}${type !== 'AES256' && key !== null ? `,kmsKey=${key}` : ''}`;
}

/** To what most of them have; of several, to the first by name. */
function alignTo(own: readonly HoldingRepository[]): string {
  const known = own.flatMap(({ repository, encryption }) =>
    encryption ? [{ repository, encryption: formatEncryption(encryption) }] : [],
  );
  const byEncryption = Map.groupBy(known, ({ encryption }) => encryption);
  const [most, ...others] = [...byEncryption].sort(
    ([a, those], [b, these]) => these.length - those.length || compareNames(a, b),
  );
  const names = others.flatMap(([, each]) => each.map(({ repository }) => repository)).sort(compareNames);
  return `Create ${formatNames(names)} anew with the encryption of the others (aws ecr create-repository --repository-name NAME --encryption-configuration ${most?.[0]}), and push there.`;
}

function unknownEncryption(repositories: readonly HoldingRepository[]): string[] {
  const unknown = ownOf(repositories).filter(({ encryption }) => encryption === null);
  if (unknown.length === 0) return [];
  const names = formatNames(unknown.map(({ repository }) => repository));
  return [`the encryption of ${names} is not known and counts as equal`];
}

function neverMounted(repositories: readonly HoldingRepository[]): string[] {
  const never = 'layers are never mounted into or from';
  return filledByRule(cachesOf(repositories), `${never} it`, `${never} them`);
}

function filledByRule(caches: readonly string[], one: string, several: string): string[] {
  if (caches.length === 0) return [];
  const names = formatNames(caches);
  return [
    caches.length === 1
      ? `${names} is filled by a pull-through-cache rule: ${one}`
      : `${names} are filled by pull-through-cache rules: ${several}`,
  ];
}

function ownOf(repositories: readonly HoldingRepository[]): HoldingRepository[] {
  return repositories.filter(({ isPullThrough }) => !isPullThrough);
}

function cachesOf(repositories: readonly HoldingRepository[]): string[] {
  return repositories.filter(({ isPullThrough }) => isPullThrough).map(({ repository }) => repository);
}

/** `a`, `a, b`, `a, b, c and 4 others` */
function formatNames(names: readonly string[], most = NAMED): string {
  const rest = names.length - most;
  const named = names.slice(0, most).join(', ');
  return rest > 0 ? `${named} and ${rest} ${rest === 1 ? 'other' : 'others'}` : named;
}
