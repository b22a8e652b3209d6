import { afterEach, describe, expect, it, vi } from 'vitest';
import { RegistryUnavailableError } from '../../src/domain/errors.ts';
import { errorFields, logger, withLambda } from '../../src/handlers/middleware.ts';
import { LAMBDA_CONTEXT } from '../support/image-events.ts';

afterEach(() => vi.restoreAllMocks());

describe('what every function does around its work', () => {
  it('logs an error once, with the request id and its code, and lets Lambda see it', async () => {
    const written: string[] = [];
    logger.setLogLevel('INFO');
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => written.push(String(line)) > 0);
    const error = new RegistryUnavailableError('ECR did not answer', {
      details: { awsError: 'ServerException' },
    });
    const handler = withLambda(async () => Promise.reject(error));

    const invocation = handler({}, LAMBDA_CONTEXT);

    await expect(invocation).rejects.toBe(error);
    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 'ERROR',
        message: 'the invocation failed',
        function_request_id: LAMBDA_CONTEXT.awsRequestId,
        errorCode: 'UNAVAILABLE',
        awsError: 'ServerException',
      },
    ]);
  });

  it('answers what the work answers', async () => {
    const handler = withLambda(async (event: number) => event + 1);

    await expect(handler(1, LAMBDA_CONTEXT)).resolves.toBe(2);
  });
});

describe('an error as fields of a log line', () => {
  it('never holds its cause: that may hold what was sent or received', () => {
    const error = new RegistryUnavailableError('ECR did not answer', {
      cause: new Error('https://signed.example'),
    });

    expect(JSON.stringify(errorFields(error))).not.toContain('signed.example');
  });

  it('has the stack of a bug', () => {
    expect(errorFields(new TypeError('x is undefined'))).toMatchObject({
      errorName: 'TypeError',
      errorMessage: 'x is undefined',
      stack: expect.stringContaining('middleware.test.ts'),
    });
  });

  it('has the kind of what is no error at all', () => {
    expect(errorFields('a secret')).toEqual({ errorName: 'string' });
  });
});
