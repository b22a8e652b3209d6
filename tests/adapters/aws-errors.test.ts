import { describe, expect, test } from 'vitest';
import { answerForFailure, errorName, publishError, registryError } from '../../src/adapters/aws-errors.ts';
import { digestOf } from '../../src/domain/digest.ts';

const REPOSITORY = { accountId: '123456789012', region: 'eu-west-1', repository: 'team/web' };
const IMAGE = { ...REPOSITORY, digest: digestOf('image') };

describe('registryError', () => {
  test.each([
    ['RepositoryNotFoundException', 'RepositoryNotFoundError', false],
    ['AccessDeniedException', 'AccessDeniedError', true],
    ['AccessDenied', 'AccessDeniedError', true],
    ['UnrecognizedClientException', 'AccessDeniedError', true],
    ['ExpiredTokenException', 'AccessDeniedError', true],
    ['InvalidSignatureException', 'AccessDeniedError', true],
    ['BlockedByOrganizationPolicyException', 'AccessDeniedError', true],
    ['ThrottlingException', 'RegistryUnavailableError', true],
    ['LimitExceededException', 'RegistryUnavailableError', true],
    ['ServerException', 'RegistryUnavailableError', true],
    ['UnableToGetUpstreamImageException', 'RegistryUnavailableError', true],
    ['UnableToGetUpstreamLayerException', 'RegistryUnavailableError', true],
    ['InvalidParameterException', 'RegistryUnavailableError', true],
    ['KmsException', 'RegistryUnavailableError', true],
    ['TimeoutError', 'RegistryUnavailableError', true],
    ['CredentialsProviderError', 'RegistryUnavailableError', true],
    ['NeverSeenBeforeException', 'RegistryUnavailableError', true],
  ])('translates %s to %s (retryable: %s) and keeps the cause', (name, translated, retryable) => {
    const cause = Object.assign(new Error('text of the answer'), { name });

    const error = registryError(cause, REPOSITORY);

    expect(error).toMatchObject({ name: translated, retryable, cause });
    expect(error.details).toEqual({ repository: '123456789012/eu-west-1/team/web', awsError: name });
    expect(error.message).not.toContain('text of the answer');
  });
});

describe('answerForFailure', () => {
  test.each(['ImageNotFound', 'ImageTagDoesNotMatchDigest'] as const)('%s: the image is missing', (code) => {
    expect(answerForFailure(code, IMAGE)).toEqual({ outcome: 'missing' });
  });

  test('InvalidImageDigest: no delivery can mend it', () => {
    expect(answerForFailure('InvalidImageDigest', IMAGE)).toMatchObject({
      outcome: 'failed',
      error: { name: 'InvalidManifestError', retryable: false },
    });
  });

  test.each([
    'ImageInaccessible',
    'ImageReferencedByManifestList',
    'InvalidImageTag',
    'KmsError',
    'MissingDigestAndTag',
    'UpstreamAccessDenied',
    'UpstreamTooManyRequests',
    'UpstreamUnavailable',
  ] as const)('%s: asked for again, the code in the details', (code) => {
    expect(answerForFailure(code, IMAGE)).toMatchObject({
      outcome: 'failed',
      error: {
        name: 'RegistryUnavailableError',
        retryable: true,
        details: {
          repository: '123456789012/eu-west-1/team/web',
          digest: IMAGE.digest,
          awsError: code,
        },
      },
    });
  });

  test('a code that is missing is asked for again', () => {
    expect(answerForFailure(undefined, IMAGE)).toMatchObject({
      error: { retryable: true, details: { awsError: 'none' } },
    });
  });
});

test('publishError names the alert and keeps the cause', () => {
  const cause = Object.assign(new Error('denied'), { name: 'AuthorizationErrorException' });

  const error = publishError(cause, 'f00');

  expect(error).toMatchObject({ name: 'PublishFailedError', retryable: true, cause });
  expect(error.details).toEqual({ alert: 'f00', awsError: 'AuthorizationErrorException' });
});

test.each<[unknown, string, string]>([
  [Object.assign(new Error('x'), { name: 'ThrottlingException' }), 'ThrottlingException', 'an SDK error'],
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED', 'an error of the network'],
  [Object.assign(new Error('x'), { code: 7 }), 'Error', 'a code that is no name'],
  [new TypeError('x'), 'TypeError', 'a bug'],
  [Object.assign(new Error('x'), { name: '<html>\nsorry' }), 'unknown', 'a name that is content'],
  ['sorry', 'unknown', 'something thrown that is no error'],
])('errorName of %s is %s (%s)', (error, name) => {
  expect(errorName(error)).toBe(name);
});
