import { describe, expect, test } from 'vitest';
import { STORM_MS } from '../src/domain/storm.ts';
import { createDigestWorld } from './support/digest-world.ts';
import { at, list, resource, resourcesOf, TEMPLATE } from './support/template.ts';

describe('the schedules of digest', () => {
  const digest = { 'Fn::GetAtt': 'Digest.Arn' };
  const inputOf = (id: string): unknown => JSON.parse(String(at(resource(id).Properties.Target, 'Input')));

  test('are those of the digest, when it is chosen, and of storms, always', () => {
    const [weekly, storm] = [resource('WeeklyDigest'), resource('StormCheck')];

    expect([weekly.Condition, weekly.Properties.ScheduleExpression]).toEqual([
      'HasDigest',
      { Ref: 'DigestSchedule' },
    ]);
    expect([storm.Condition, storm.Properties.ScheduleExpression]).toEqual([
      undefined,
      `rate(${STORM_MS / 60_000} minutes)`,
    ]);
    for (const { Properties } of [weekly, storm]) expect(at(Properties.Target, 'Arn')).toEqual(digest);
  });

  test.each(['WeeklyDigest', 'StormCheck'])('%s sends what the function understands', async (id) => {
    const { handle } = createDigestWorld();

    await expect(handle(inputOf(id))).resolves.toBeUndefined();
  });

  test('send different tasks', () => {
    expect(['WeeklyDigest', 'StormCheck'].map(inputOf)).toEqual([{ task: 'digest' }, { task: 'storm' }]);
  });

  test('never have it look twice for one storm at once', () => {
    expect(Number(resource('Digest').Properties.Timeout) * 1_000).toBeLessThan(STORM_MS);
  });

  test('may call this function and nothing else, and only for this account', () => {
    const { AssumeRolePolicyDocument, Policies } = resource('StartDigestRole').Properties;

    expect(at(AssumeRolePolicyDocument, 'Statement', 0)).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(at(Policies, 0, 'PolicyDocument', 'Statement')).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunction', Resource: digest }),
    ]);
  });

  test.each(['cron(0 7 ? * MON *)', 'rate(7 days)', ''])('may be %j', (schedule) => {
    expect(schedule).toMatch(new RegExp(String(TEMPLATE.Parameters.DigestSchedule?.AllowedPattern)));
  });

  test.each(['weekly', '0 7 * * 1', 'rate()'])('may not be %j', (schedule) => {
    expect(schedule).not.toMatch(new RegExp(String(TEMPLATE.Parameters.DigestSchedule?.AllowedPattern)));
  });
});

describe('Slack by webhook', () => {
  const { Properties, Condition } = resource('Notify');

  test('is told what the alert topic tells, where there is a webhook', () => {
    const events = Object.values(Object(Properties.Events));

    expect(Condition).toBe('HasSlackWebhook');
    expect(TEMPLATE.Conditions.HasSlackWebhook).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'SlackWebhookSecretArn' }, ''] }],
    });
    expect(events).toEqual([{ Type: 'SNS', Properties: { Topic: { Ref: 'AlertTopic' } } }]);
  });

  test('is tried three times, and then kept as long as a queue keeps anything', () => {
    const { EventInvokeConfig } = Properties;
    const queue = resource('UnpostedQueue').Properties;

    expect(EventInvokeConfig).toEqual({
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Type: 'SQS', Destination: { 'Fn::GetAtt': 'UnpostedQueue.Arn' } },
      },
    });
    expect(queue).toEqual({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
  });

  test('can be deployed in a new account, where no function may reserve concurrency', () => {
    for (const [, { Properties }] of resourcesOf('AWS::Serverless::Function'))
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  });
});

test('Amazon Q Developer in chat applications has a topic of its own, which every function that publishes knows', () => {
  const variables = at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables');

  expect(at(variables, 'CHAT_TOPIC_ARN')).toEqual({ Ref: 'ChatTopic' });
  expect(TEMPLATE.Outputs.ChatTopicArn?.Value).toEqual({ Ref: 'ChatTopic' });
  expect(resource('ChatTopic').Condition).toBeUndefined();
});

test('nothing refers to what may not be there, unless it is then not there either', () => {
  const conditional = new Map(
    Object.entries(TEMPLATE.Resources).flatMap(([id, { Condition }]) => (Condition ? [[id, Condition]] : [])),
  );

  const broken = [...Object.entries(TEMPLATE.Resources), ...Object.entries(TEMPLATE.Outputs)].flatMap(
    ([id, it]) =>
      referencesIn(at(it, 'Properties') ?? it)
        .filter((name) => conditional.has(name) && conditional.get(name) !== at(it, 'Condition'))
        .map((name) => `${id} -> ${name}`),
  );

  expect(conditional.size).toBeGreaterThan(5);
  expect(broken).toEqual([]);
});

/** The resources that are named by `!Ref`, `!GetAtt` and `!Sub` in a value. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return list(inner).map(String);
    if (key === 'Fn::GetAtt') return [String(inner).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...String(inner).matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    return referencesIn(inner);
  });
}
