import { describe, expect, test } from 'vitest';
import { at, list, matches, resource, resourcesOf, TEMPLATE } from './support/template.ts';

const variables = at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables');
const stateMachine = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:\${AWS::StackName}-reconciliation`;

describe('the times of the last pull', () => {
  const exclusions = resourcesOf('AWS::ECR::PullTimeUpdateExclusion');

  test('are left alone by every role that reads images, where the stack may see to that', () => {
    const readers = ['ImageActionRole', 'ReconcileRole'];

    expect(exclusions.map(([, { Properties }]) => Properties.PrincipalArn)).toEqual(
      readers.map((role) => ({ 'Fn::GetAtt': `${role}.Arn` })),
    );
    expect(at(variables, 'READER_ROLE_ARNS')).toEqual({
      'Fn::Sub': readers.map((role) => `\${${role}.Arn}`).join(','),
    });
    for (const [, { Condition }] of exclusions) expect(Condition).toBe('RegistersPullTimes');
  });

  test.each(['ImageAction', 'Reconcile'])('are safe before %s is there', (id) => {
    expect(resource(id).DependsOn).toEqual(exclusions.map(([exclusion]) => exclusion));
  });

  test.each([
    ['register', true, 'check'],
    ['check', false, 'check'],
    ['ignore', false, 'ignore'],
  ])('with the policy %s: registered %s, and the functions %s', (policy, registers, told) => {
    const { RegistersPullTimes, IgnoresPullTimes } = TEMPLATE.Conditions;
    const holds = (condition: unknown) => at(condition, 'Fn::Equals', 1) === policy;

    expect(TEMPLATE.Parameters.PullTimePolicy?.AllowedValues).toContain(policy);
    expect(at(variables, 'PULL_TIME_POLICY')).toEqual({ 'Fn::If': ['IgnoresPullTimes', 'ignore', 'check'] });
    expect(holds(RegistersPullTimes)).toBe(registers);
    expect(holds(IgnoresPullTimes) ? 'ignore' : 'check').toBe(told);
  });
});

describe('a run is started', () => {
  test('when the schedule says so, if there is one', () => {
    const { Properties, Condition } = resource('ReconciliationSchedule');

    expect(Condition).toBe('HasSchedule');
    expect(Properties.ScheduleExpression).toEqual({ Ref: 'ReconcileSchedule' });
    expect(at(Properties.Target, 'Arn')).toEqual({ Ref: 'Reconciliation' });
  });

  test.each(['cron(0 3 * * ? *)', 'rate(1 day)', ''])('by a schedule such as %j', (schedule) => {
    expect(schedule).toMatch(new RegExp(String(TEMPLATE.Parameters.ReconcileSchedule?.AllowedPattern)));
  });

  test.each(['daily', '0 3 * * ? *', 'cron()'])('and not by %j', (schedule) => {
    expect(schedule).not.toMatch(new RegExp(String(TEMPLATE.Parameters.ReconcileSchedule?.AllowedPattern)));
  });

  test.each([
    ['CREATE_COMPLETE', 'this', true],
    ['UPDATE_COMPLETE', 'this', true],
    ['UPDATE_ROLLBACK_COMPLETE', 'this', false],
    ['CREATE_IN_PROGRESS', 'this', false],
    ['CREATE_COMPLETE', 'another', false],
  ])('on %s of %s stack: %s', (status, stack, expected) => {
    const pattern = at(resource('ReconcileOnDeployment').Properties.EventPattern);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html
    const event = {
      'detail-type': 'CloudFormation Stack Status Change',
      source: 'aws.cloudformation',
      detail: {
        'stack-id': stack === 'this' ? { Ref: 'AWS::StackId' } : stack,
        'status-details': { status, 'status-reason': '' },
        'client-request-token': '',
      },
    };

    expect(matches(pattern, event)).toBe(expected);
  });

  test('on deployment by a rule that waits for none of what takes long', () => {
    const [target] = list(resource('ReconcileOnDeployment').Properties.Targets);

    expect(at(target, 'Arn')).toEqual({ 'Fn::Sub': stateMachine });
    expect(at(target, 'RoleArn')).toEqual({ 'Fn::GetAtt': 'StartReconciliationRole.Arn' });
    expect(JSON.stringify(resource('StartReconciliationRole'))).not.toMatch(/"(Ref|Fn::GetAtt)":/);
  });

  test('by who may start this state machine and nothing else', () => {
    const statements = at(resource('StartReconciliationRole').Properties.Policies, 0, 'PolicyDocument');

    expect(at(statements, 'Statement')).toEqual([
      expect.objectContaining({ Action: 'states:StartExecution', Resource: { 'Fn::Sub': stateMachine } }),
    ]);
  });
});

describe('what a run leaves behind', () => {
  const { Properties, DeletionPolicy, UpdateReplacePolicy } = resource('ReconciliationResults');

  test('is encrypted and nobody else’s', () => {
    expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      ...{ BlockPublicAcls: true, BlockPublicPolicy: true },
      ...{ IgnorePublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(JSON.stringify(Properties.OwnershipControls)).toContain('BucketOwnerEnforced');
  });

  test('is gone after 30 days, and in the way of nobody who removes the stack', () => {
    expect(at(Properties.LifecycleConfiguration, 'Rules', 0)).toMatchObject({ ExpirationInDays: 30 });
    expect(Properties.VersioningConfiguration).toBeUndefined();
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  });

  test('is no data in a log', () => {
    const { LoggingConfiguration } = resource('Reconciliation').Properties;

    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  });
});
