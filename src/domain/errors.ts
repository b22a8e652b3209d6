/**
 * Everything that can go wrong on purpose. `retryable` answers the only question a handler has: must this event
 * be delivered again (true), or does dropping it lose nothing (false)? Names are literals because bundling
 * shortens class names.
 */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
  readonly code: string;
  readonly retryable: boolean;
  /** What an operator needs to find the subject: repository, digest, the AWS error's name. Never content. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(message: string, { code, retryable, details = {}, cause }: ServiceErrorOptions) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.details = details;
  }
}

interface ServiceErrorOptions {
  readonly code: string;
  readonly retryable: boolean;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

type Details = Pick<ServiceErrorOptions, 'details' | 'cause'>;

/** An event that is not what ECR sends: somebody has to look at it, so it goes to the dead-letter queue. */
export class InvalidEventError extends ServiceError {
  override readonly name = 'InvalidEventError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'EVENT_INVALID', retryable: true, ...options });
  }
}

/** A manifest or config that cannot be read. It is immutable, so reading it again would not help. */
export class InvalidManifestError extends ServiceError {
  override readonly name = 'InvalidManifestError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'MANIFEST_INVALID', retryable: false, ...options });
  }
}

/** The repository is gone: what it held went with it. */
export class RepositoryNotFoundError extends ServiceError {
  override readonly name = 'RepositoryNotFoundError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'NAME_UNKNOWN', retryable: false, ...options });
  }
}

/** Our policy is wrong. Delivered again until somebody has mended it. */
export class AccessDeniedError extends ServiceError {
  override readonly name = 'AccessDeniedError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'DENIED', retryable: true, ...options });
  }
}

/** ECR is throttling, failing, or cannot give this image now. */
export class RegistryUnavailableError extends ServiceError {
  override readonly name = 'RegistryUnavailableError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'UNAVAILABLE', retryable: true, ...options });
  }
}

/** Reading would change what the registry knows of its images. Delivered again until somebody has mended it. */
export class PullTimeNotExcludedError extends ServiceError {
  override readonly name = 'PullTimeNotExcludedError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'PULL_TIME_NOT_EXCLUDED', retryable: true, ...options });
  }
}

/** The table is throttling or failing, or too many writers met on one item. */
export class HistoryUnavailableError extends ServiceError {
  override readonly name = 'HistoryUnavailableError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'UNAVAILABLE', retryable: true, ...options });
  }
}

/** SNS did not take the message; the alert is kept and is published by the redelivery. */
export class PublishFailedError extends ServiceError {
  override readonly name = 'PublishFailedError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'PUBLISH_FAILED', retryable: true, ...options });
  }
}

/** Another invocation is publishing this very alert. Whoever finds it unpublished after its lease publishes it. */
export class AlertInFlightError extends ServiceError {
  override readonly name = 'AlertInFlightError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'ALERT_IN_FLIGHT', retryable: true, ...options });
  }
}

/** A question to the API that cannot be answered as asked. */
export class InvalidQueryError extends ServiceError {
  override readonly name = 'InvalidQueryError';
  constructor(message: string, options: Details = {}) {
    super(message, { code: 'QUERY_INVALID', retryable: false, ...options });
  }
}
