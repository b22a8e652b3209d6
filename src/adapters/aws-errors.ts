import type { ImageFailureCode } from '@aws-sdk/client-ecr';
import {
  AccessDeniedError,
  InvalidManifestError,
  PublishFailedError,
  RegistryUnavailableError,
  RepositoryNotFoundError,
  type ServiceError,
} from '../domain/errors.ts';
import type { ManifestAnswer } from '../domain/registry-ports.ts';
import {
  formatRegistry,
  formatRepository,
  type ImageRef,
  type RegistryId,
  type RepositoryId,
} from '../domain/registry.ts';

/**
 * AWS's refusals in the domain's words. Errors are told apart by name, not by class: importing a client's classes
 * would put that client into every bundle that translates an error.
 */

const DENIED =
  /^(AccessDenied|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|IncompleteSignature|ExpiredToken|MissingAuthenticationToken|OptInRequired|BlockedByOrganizationPolicy)/;

/** Why a call to ECR about `subject` failed: gone, denied, or (everything else) to be asked again later. */
export function registryError(error: unknown, subject: RegistryId | RepositoryId): ServiceError {
  const awsError = errorName(error);
  const named =
    'repository' in subject
      ? { repository: formatRepository(subject) }
      : { registry: formatRegistry(subject) };
  const options = { details: { ...named, awsError }, cause: error };
  if (awsError === 'RepositoryNotFoundException')
    return new RepositoryNotFoundError('ECR has no such repository', options);
  if (DENIED.test(awsError)) return new AccessDeniedError('ECR denied the call', options);
  return new RegistryUnavailableError('ECR did not answer', options);
}

/** What ECR answers to a call about `subject`; throws what `registryError` makes of a refusal. */
export function ecrAnswer<T>(call: Promise<T>, subject: RegistryId | RepositoryId): Promise<T> {
  return call.catch((error: unknown) => {
    throw registryError(error, subject);
  });
}

/** Every failure of SNS leaves the alert kept and unpublished, so every one of them is worth another try. */
export function publishError(error: unknown, alert: string): PublishFailedError {
  return new PublishFailedError('SNS did not take the message', {
    details: { alert, awsError: errorName(error) },
    cause: error,
  });
}

/**
 * What one entry of BatchGetImage's `failures` means for its image.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageFailure.html
 */
export function answerForFailure(code: ImageFailureCode | undefined, image: ImageRef): ManifestAnswer {
  const details = {
    repository: formatRepository(image),
    digest: image.digest,
    awsError: shortName(code ?? 'none'),
  };
  switch (code) {
    case 'ImageNotFound':
    case 'ImageTagDoesNotMatchDigest':
      return { outcome: 'missing' };
    // No image can ever have such a digest, so dropping it loses nothing, and asking again gets the same answer. An
    // InvalidEventError would be retried: one bad child would keep its whole index from being finished.
    case 'InvalidImageDigest':
      return {
        outcome: 'failed',
        error: new InvalidManifestError('ECR does not take this digest', { details }),
      };
    // ImageInaccessible (archived, or being restored), KmsError, Upstream…, ImageReferencedByManifestList, and codes
    // that ECR may have tomorrow: the image may well be there, so it is asked for again.
    default:
      return {
        outcome: 'failed',
        error: new RegistryUnavailableError('ECR cannot give this image now', { details }),
      };
  }
}

/** The error's name (`ThrottlingException`) or, where a call never got through, the network's code (`ECONNRESET`). */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return shortName(error.name === 'Error' ? code : error.name);
}

// Names come from the wire as well: nothing that is not a name gets into a log by this way.
function shortName(text: string): string {
  return /^[\w.#-]{1,80}$/.test(text) ? text : 'unknown';
}
