import { DescribeImagesCommand, type ECRClient, type ImageDetail } from '@aws-sdk/client-ecr';
import { isDigest } from '../domain/digest.ts';
import { RegistryUnavailableError, RepositoryNotFoundError } from '../domain/errors.ts';
import type { ListedImage } from '../domain/registry-ports.ts';
import { formatRepository, type RepositoryId } from '../domain/registry.ts';
import { errorName, registryError } from './aws-errors.ts';
import { listedImage } from './ecr-listed-image.ts';

// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
const IDS_PER_CALL = 100;

// All that ECR may take for a tag, and more. Anything else names no image, and would fail the call of its neighbours.
const TAG = /^[\w.-]{1,300}$/;

/**
 * The images that references (digests or tags) stand for, archived ones included, by the references as they were
 * asked; what is missing is left out. Moves no time of last pull. Throws ServiceError.
 */
export async function describeReferences(
  client: ECRClient,
  repository: RepositoryId,
  references: readonly string[],
): Promise<ReadonlyMap<string, ListedImage>> {
  const distinct = [...new Set(references)].filter((name) => isDigest(name) || TAG.test(name));
  const found = new Map<string, ListedImage>();
  try {
    for (let start = 0; start < distinct.length; start += IDS_PER_CALL) {
      const some = await describeSome(client, repository, distinct.slice(start, start + IDS_PER_CALL));
      for (const [reference, image] of some) found.set(reference, image);
    }
  } catch (error) {
    if (error instanceof RepositoryNotFoundError) return new Map();
    throw error;
  }
  return found;
}

/**
 * One missing image fails the whole call, and ECR does not say which in a field. So the list is asked for in halves,
 * down to a single one: only a reference that was refused alone is missing, however many others are or are becoming so.
 * `refused` where the list is known to be refused as a whole.
 */
async function describeSome(
  client: ECRClient,
  repository: RepositoryId,
  references: readonly string[],
  refused = false,
): Promise<ReadonlyMap<string, ListedImage>> {
  const found = refused ? null : await describeAll(client, repository, references);
  if (found !== null) return found;
  if (references.length === 1) return new Map();
  const half = Math.ceil(references.length / 2);
  const first = await describeSome(client, repository, references.slice(0, half));
  const rest = references.slice(half);
  // Nothing missing in the first half: then it is in this one, which need not be asked for as a whole.
  const restRefused = first.size === half && rest.length > 1;
  return new Map([...first, ...(await describeSome(client, repository, rest, restRefused))]);
}

/** The images of all these references, at most 100; null where one or more are missing. */
async function describeAll(
  client: ECRClient,
  repository: RepositoryId,
  references: readonly string[],
): Promise<ReadonlyMap<string, ListedImage> | null> {
  const answer = await client
    .send(
      new DescribeImagesCommand({
        registryId: repository.accountId,
        repositoryName: repository.repository,
        imageIds: references.map((name) => (isDigest(name) ? { imageDigest: name } : { imageTag: name })),
        // Without it ECR speaks of active images only.
        filter: { imageStatus: 'ANY' },
      }),
    )
    .catch((error: unknown) => {
      if (errorName(error) === 'ImageNotFoundException') return null;
      throw registryError(error, repository);
    });
  return answer && imagesFor(repository, references, answer.imageDetails ?? []);
}

function imagesFor(
  repository: RepositoryId,
  references: readonly string[],
  details: readonly ImageDetail[],
): ReadonlyMap<string, ListedImage> {
  const named = new Map<string, ListedImage>();
  for (const image of details.map(listedImage)) {
    if (image === null) continue;
    for (const name of [image.digest, ...image.tags]) named.set(name, image);
  }
  const found = new Map<string, ListedImage>();
  for (const reference of references) {
    const image = named.get(reference);
    // Not an answer: who took it for a missing image would forget one that may be there.
    if (image === undefined)
      throw new RegistryUnavailableError('ECR said nothing about this image', {
        details: { repository: formatRepository(repository), reference },
      });
    found.set(reference, image);
  }
  return found;
}
