import { describe, expect, test } from 'vitest';
import { alertKey } from '../src/adapters/dynamodb-keys.ts';
import { at, list, resource, resourcesOf, TEMPLATE } from './support/template.ts';

interface Statement {
  readonly sid: string;
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Resources that a wildcard may stand in, each argued where it stands. */
const WIDE_RESOURCES: Readonly<Record<string, RegExp>> = {
  // In a key policy it means this key.
  'AlertKey AccountAdministers': /^\*$/,
  'AlertKey AlarmsPublish': /^\*$/,
  // All repositories are watched.
  'ImageActionRole ReadImages': /:repository\/\*$/,
  'ReconcileRole ReadRepositories': /:repository\/\*$/,
  // ECR knows no resource for what belongs to a registry as a whole.
  'ImageActionRole ReadPullTimeExclusions': /^\*$/,
  'ReconcileRole ReadRegistrySettings': /^\*$/,
  // The key of a secret is not known; the condition narrows it to those of this one.
  'NotifyRole DecryptWebhook': /:key\/\*$/,
  // Step Functions makes up the names of a map's executions, and of the files of their results.
  'ReconciliationRole FollowRepositories': /:execution:[^*]+-reconciliation:\*$/,
  'ReconciliationRole RedriveRepositories': /:execution:[^*]+-reconciliation\/repositories:\*$/,
  'ReconciliationRole WriteResults': /\/runs\/\*$/,
  // Log delivery belongs to the account.
  'ReconciliationRole DeliverLogs': /^\*$/,
};
const WIDE_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'AlertKey AccountAdministers': ['kms:*'],
  'AlertKey AlarmsPublish': ['kms:GenerateDataKey*'],
  'ImageActionRole EncryptAlerts': ['kms:GenerateDataKey*'],
  'ReconcileRole EncryptAlerts': ['kms:GenerateDataKey*'],
  'DigestRole EncryptAlerts': ['kms:GenerateDataKey*'],
};

const statements = Object.entries(TEMPLATE.Resources).flatMap(([id, { Properties }]) => [
  ...list(Properties.Policies).flatMap((policy) => statementsOf(id, at(policy, 'PolicyDocument'))),
  ...statementsOf(id, Properties.PolicyDocument),
  ...statementsOf(id, Properties.KeyPolicy),
]);
const allowed = statements.filter(({ effect }) => effect === 'Allow');

describe('policies', () => {
  test('each statement has a name of its own', () => {
    const names = statements.map(({ sid }) => sid);

    expect(names.filter((name) => name.endsWith('undefined'))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(allowed)('$sid allows no wildcard that is not argued', ({ sid, actions, resources }) => {
    const wideActions = actions.filter((action) => action.includes('*'));
    const wideResources = resources.filter((it) => it.includes('*'));

    expect(wideActions).toEqual(WIDE_ACTIONS[sid] ?? []);
    for (const wide of wideResources) expect(wide).toMatch(WIDE_RESOURCES[sid] ?? /^no wildcard$/);
  });

  test.each(resourcesOf('AWS::Serverless::Function'))(
    '%s has a role of its own, without managed policies',
    (id, it) => {
      const role = resource(`${id}Role`).Properties;

      expect(it.Properties.Role).toEqual({ 'Fn::GetAtt': `${id}Role.Arn` });
      expect(it.Properties.Policies).toBeUndefined();
      expect(role.ManagedPolicyArns).toBeUndefined();
    },
  );

  test('query only reads, but for the items of alerts', () => {
    const actions = allowed
      .filter(({ sid }) => sid.startsWith('QueryRole ') && sid !== 'QueryRole MuteAlerts')
      .flatMap((it) => it.actions);
    const others = actions.filter((action) => !action.startsWith('logs:'));
    const mute = list(at(resource('QueryRole').Properties.Policies, 0, 'PolicyDocument', 'Statement')).find(
      (statement) => at(statement, 'Sid') === 'MuteAlerts',
    );

    expect(new Set(others)).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']));
    expect(mute).toEqual({
      Sid: 'MuteAlerts',
      Effect: 'Allow',
      Action: 'dynamodb:UpdateItem',
      Resource: { 'Fn::GetAtt': 'HistoryTable.Arn' },
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ALERT#*'] } },
    });
    expect(alertKey('0123456789abcdef0123').pk).toMatch(/^ALERT#/);
  });

  test.each(['ImageActionRole', 'ReconcileRole', 'DigestRole'])('%s may publish to both topics', (id) => {
    const publish = statementsOf(id, at(resource(id).Properties.Policies, 0, 'PolicyDocument')).find(
      ({ actions }) => actions.includes('sns:Publish'),
    );

    expect(publish?.resources).toEqual(['AlertTopic', 'ChatTopic'].map((Ref) => JSON.stringify({ Ref })));
  });

  test('notify decrypts nothing but its own secret', () => {
    const statements = list(at(resource('NotifyRole').Properties.Policies, 0, 'PolicyDocument', 'Statement'));
    const secret = { Ref: 'SlackWebhookSecretArn' };

    expect(statements).toContainEqual(expect.objectContaining({ Sid: 'ReadWebhook', Resource: secret }));
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: 'kms:Decrypt',
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Sub': `secretsmanager.\${AWS::Region}.\${AWS::URLSuffix}` },
            'kms:EncryptionContext:SecretARN': secret,
          },
        },
      }),
    );
  });

  test('nothing in ECR can be changed', () => {
    const actions = allowed.flatMap((it) => it.actions).filter((action) => action.startsWith('ecr:'));

    expect(actions).toContain('ecr:BatchGetImage');
    for (const action of actions) expect(action).toMatch(/^ecr:(Get|BatchGet|List|Describe)[A-Z]/);
  });

  const topics = ['AlertTopicPolicy', 'ChatTopicPolicy'];
  const queues = ['ImageActionQueuePolicy', 'DeadLetterQueuePolicy', 'UnpostedQueuePolicy'];
  test.each([...topics, ...queues, 'ReconciliationResultsPolicy'])('%s refuses calls without TLS', (id) => {
    const denied = list(at(resource(id).Properties.PolicyDocument, 'Statement')).filter(
      (statement) => at(statement, 'Effect') === 'Deny',
    );

    expect(denied).toEqual([
      expect.objectContaining({
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  test.each(['ImageActionQueuePolicy', 'DeadLetterQueuePolicy'])('%s lets only the rule send', (id) => {
    const open = list(at(resource(id).Properties.PolicyDocument, 'Statement')).filter(
      (statement) => at(statement, 'Effect') === 'Allow',
    );

    expect(open).toEqual([
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': 'ImageActionRule.Arn' } } },
      }),
    ]);
  });
});

function statementsOf(id: string, document: unknown): Statement[] {
  return list(at(document, 'Statement')).map((statement) => ({
    sid: `${id} ${at(statement, 'Sid')}`,
    effect: at(statement, 'Effect'),
    actions: list(at(statement, 'Action')).map(String),
    resources: list(at(statement, 'Resource')).map(arnText),
  }));
}

/** An ARN as it is written, whether as text or behind `!Sub`; other references name one resource. */
function arnText(arn: unknown): string {
  const text = typeof arn === 'string' ? arn : at(arn, 'Fn::Sub');
  return typeof text === 'string' ? text : JSON.stringify(arn);
}
