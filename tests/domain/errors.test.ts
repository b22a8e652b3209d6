import { expect, it, test } from 'vitest';
import * as errors from '../../src/domain/errors.ts';

test.each([
  { type: errors.InvalidEventError, name: 'InvalidEventError', code: 'EVENT_INVALID', retryable: true },
  {
    type: errors.InvalidManifestError,
    name: 'InvalidManifestError',
    code: 'MANIFEST_INVALID',
    retryable: false,
  },
  {
    type: errors.RepositoryNotFoundError,
    name: 'RepositoryNotFoundError',
    code: 'NAME_UNKNOWN',
    retryable: false,
  },
  { type: errors.AccessDeniedError, name: 'AccessDeniedError', code: 'DENIED', retryable: true },
  {
    type: errors.RegistryUnavailableError,
    name: 'RegistryUnavailableError',
    code: 'UNAVAILABLE',
    retryable: true,
  },
  {
    type: errors.PullTimeNotExcludedError,
    name: 'PullTimeNotExcludedError',
    code: 'PULL_TIME_NOT_EXCLUDED',
    retryable: true,
  },
  {
    type: errors.HistoryUnavailableError,
    name: 'HistoryUnavailableError',
    code: 'UNAVAILABLE',
    retryable: true,
  },
  { type: errors.PublishFailedError, name: 'PublishFailedError', code: 'PUBLISH_FAILED', retryable: true },
  { type: errors.AlertInFlightError, name: 'AlertInFlightError', code: 'ALERT_IN_FLIGHT', retryable: true },
  { type: errors.InvalidQueryError, name: 'InvalidQueryError', code: 'QUERY_INVALID', retryable: false },
])('$name has code $code and is delivered again: $retryable', ({ type, name, code, retryable }) => {
  const cause = new Error('what AWS said');

  const error = new type('what happened', { cause, details: { repository: 'team/web' } });

  expect(error).toBeInstanceOf(errors.ServiceError);
  expect(error).toMatchObject({ name, code, retryable, cause, message: 'what happened' });
  expect(error.details).toEqual({ repository: 'team/web' });
});

it('needs neither details nor a cause', () => {
  const error = new errors.InvalidManifestError('not JSON');

  expect(error.details).toEqual({});
  expect(error.cause).toBeUndefined();
});
