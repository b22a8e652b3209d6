import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { HANDLERS } from '../src/local/build.ts';
import { at, list, resource } from './support/template.ts';

/** What Lambda does with the queue on behalf of image-action. */
const BY_LAMBDA = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The template excludes the roles itself, and gives the functions another policy than `register`. */
const NEVER_CALLED = ['ecr:RegisterPullTimeUpdateExclusion'];

const ROLES = {
  'image-action': 'ImageActionRole',
  reconcile: 'ReconcileRole',
  query: 'QueryRole',
  digest: 'DigestRole',
  notify: 'NotifyRole',
} as const;

/** The actions of AWS that the code of a function calls, of what is left of it when it is bundled. */
async function called(handler: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    entryPoints: [`src/handlers/${handler}.ts`],
    ...{ bundle: true, write: false, packages: 'external', platform: 'node', format: 'cjs' },
  });
  const code = outputFiles[0]?.text ?? '';
  const calls = [...code.matchAll(/\bimport_client_(\w+?)\d*\.(\w+)Command\(/g)];
  return [...new Set(calls.map(([, service, action]) => `${service?.replace('_', '')}:${action}`))].sort();
}

/** The actions that a role allows on ECR, DynamoDB, SNS, SQS and Secrets Manager. */
function granted(role: string): readonly string[] {
  const actions = list(at(resource(role).Properties.Policies, 0, 'PolicyDocument', 'Statement'))
    .flatMap((statement) => list(at(statement, 'Action')))
    .map(String)
    .filter(
      (action) => /^(ecr|dynamodb|sns|sqs|secretsmanager):/.test(action) && !BY_LAMBDA.includes(action),
    );
  return [...new Set(actions)].sort();
}

describe('a role', () => {
  test('is here for every function', () => {
    expect(Object.keys(ROLES)).toEqual([...HANDLERS]);
  });

  test.each(['image-action', 'reconcile'] as const)(
    'allows %s what its code calls, and no more',
    async (handler) => {
      const calls = await called(handler);

      expect(calls).toContain('ecr:BatchGetImage');
      expect(granted(ROLES[handler])).toEqual(calls.filter((action) => !NEVER_CALLED.includes(action)));
    },
  );

  // Which of them it needs of the table, `template-table-access.test.ts` tells.
  test.each(['query', 'digest'] as const)(
    'allows %s nothing that its code does not call',
    async (handler) => {
      const calls = await called(handler);

      expect(calls).toEqual(expect.arrayContaining([...granted(ROLES[handler])]));
      expect(calls.filter((action) => !action.startsWith('dynamodb:'))).toEqual(
        granted(ROLES[handler]).filter((action) => !action.startsWith('dynamodb:')),
      );
    },
  );

  test('allows notify to read its secret, and Lambda to keep what was not posted', async () => {
    expect(await called('notify')).toEqual(['secretsmanager:GetSecretValue']);
    expect(granted(ROLES.notify)).toEqual(['secretsmanager:GetSecretValue', 'sqs:SendMessage']);
  });
});
