import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { at, list, matches, resource, resourcesOf, TEMPLATE, TEMPLATE_TEXT } from './support/template.ts';

/** Settings of local mode: a deployed function must not have them. */
const LOCAL_ONLY = ['COMPLETE_FROM_START', 'BLOB_ORIGIN'];

const functions = resourcesOf('AWS::Serverless::Function');

describe('functions', () => {
  test.each(functions)(
    '%s is called at the handler that its bundle exports',
    (_id, { Properties, Metadata }) => {
      const [entryPoint, ...others] = list(at(Metadata, 'BuildProperties', 'EntryPoints'));
      const source = readFileSync(String(entryPoint), 'utf8');

      expect(others).toEqual([]);
      expect(Properties.Handler).toBe(`${basename(String(entryPoint), '.ts')}.handler`);
      expect(source).toMatch(/^export const handler\b/m);
    },
  );

  test('the environment holds exactly the names that settings.ts reads', () => {
    const source = readFileSync('src/handlers/settings.ts', 'utf8');
    const read = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): (?:z\.|')/gm)].map(([, name]) => name ?? '');

    const set = Object.keys(Object(at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables')));
    const own = functions.flatMap(([id, { Properties }]) =>
      Object.keys(Object(at(Properties, 'Environment', 'Variables'))).map((name) => [id, name]),
    );

    const ours = [...set, ...own.map(([, name]) => name ?? '')];
    expect(read).toEqual(expect.arrayContaining(LOCAL_ONLY));
    expect(ours.filter((name) => !name.startsWith('POWERTOOLS_')).sort()).toEqual(
      read.filter((name) => !LOCAL_ONLY.includes(name)).sort(),
    );
    // Who does not post to Slack need not know where the webhook is.
    expect(own).toEqual([['Notify', 'SLACK_WEBHOOK_SECRET_ARN']]);
  });

  test.each(functions)('%s logs to a group of its own', (id, { Properties }) => {
    expect(at(Properties, 'LoggingConfig', 'LogGroup')).toEqual({ Ref: `${id}Logs` });
  });

  test.each(resourcesOf('AWS::Logs::LogGroup'))(
    '%s keeps lines for the chosen time',
    (_id, { Properties }) => {
      expect(Properties.RetentionInDays).toEqual({ Ref: 'LogRetentionDays' });
    },
  );
});

describe('the way in', () => {
  const queue = resource('ImageActionQueue').Properties;
  const deadLetters = resource('DeadLetterQueue').Properties;
  const event = at(resource('ImageAction').Properties, 'Events', 'ImageActions', 'Properties');
  const deadLetterArn = { 'Fn::GetAtt': 'DeadLetterQueue.Arn' };

  test.each([
    ['image-pushed', true, 'a push is recorded'],
    ['image-pushed-untagged', true, 'a child of an index is an image too'],
    ['index-pushed', true, 'its tag places the children in their series'],
    ['push-failed', false, 'there is nothing to record'],
    ['image-deleted', true, 'its share is in no number any more'],
    ['image-deleted-untagged', true, 'an image without a tag has a share, too'],
    ['image-archived', true, 'it is stored in another class'],
    ['image-restored', true, 'it is stored in another class again'],
    ['referrer-archived', true, 'what refers to an image is stored as well'],
  ])('the rule matches %s: %s, since %s', (file, expected) => {
    const pattern = resource('ImageActionRule').Properties.EventPattern;
    const event: unknown = JSON.parse(readFileSync(`events/${file}.json`, 'utf8'));

    const matched = matches(pattern, event);

    expect(matched).toBe(expected);
  });

  test('a message stays hidden while the function may still be working on it', () => {
    const timeout = Number(resource('ImageAction').Properties.Timeout);
    const window = Number(at(event, 'MaximumBatchingWindowInSeconds'));

    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout + window);
  });

  test('what fails five times, or cannot be delivered, is parked and may be redriven', () => {
    const rule = resource('ImageActionRule').Properties;
    const source = `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${at(queue.QueueName, 'Fn::Sub')}`;

    expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 });
    expect(at(rule.Targets, 0, 'DeadLetterConfig', 'Arn')).toEqual(deadLetterArn);
    expect(deadLetters.RedriveAllowPolicy).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [{ 'Fn::Sub': source }],
    });
    expect(deadLetters.MessageRetentionPeriod).toBeGreaterThan(Number(queue.MessageRetentionPeriod));
  });

  test('the function parks a message on the delivery after which the queue would do so', () => {
    const variables = at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables');

    expect(at(variables, 'MAX_RECEIVE_COUNT')).toBe(at(queue.RedrivePolicy, 'maxReceiveCount'));
    expect(at(variables, 'DEAD_LETTER_QUEUE_URL')).toEqual({ Ref: 'DeadLetterQueue' });
  });

  test('one message of a batch can fail alone, and the number of batches at once is bounded', () => {
    expect(at(event, 'FunctionResponseTypes')).toEqual(['ReportBatchItemFailures']);
    expect(at(event, 'ScalingConfig', 'MaximumConcurrency')).toEqual({ Ref: 'MaximumConcurrency' });
  });

  test('everything that keeps or passes on data encrypts it', () => {
    expect([queue.SqsManagedSseEnabled, deadLetters.SqsManagedSseEnabled]).toEqual([true, true]);
    for (const topic of ['AlertTopic', 'ChatTopic'])
      expect(resource(topic).Properties.KmsMasterKeyId).toEqual({ Ref: 'AlertKey' });
    expect(at(resource('HistoryTable').Properties, 'SSESpecification', 'SSEEnabled')).toBe(true);
  });
});

describe('what a person reads', () => {
  test.each(Object.entries(TEMPLATE.Parameters))(
    'parameter %s is described, used and has a default',
    (name, it) => {
      const uses = TEMPLATE_TEXT.match(new RegExp(`!Ref ${name}\\b`, 'g')) ?? [];

      expect(it.Description).toMatch(/\.$|…$/);
      expect(it.Default).toBeDefined();
      expect(uses).not.toEqual([]);
    },
  );

  test('every output is described', () => {
    for (const output of Object.values(TEMPLATE.Outputs)) expect(output.Description).toMatch(/\.$/);
    expect(Object.keys(TEMPLATE.Outputs)).toEqual([
      'ApiUrl',
      'TopicArn',
      'ChatTopicArn',
      'TableName',
      'QueueUrl',
      'DeadLetterQueueUrl',
      'StateMachineArn',
      'ReconcileCommand',
      'ResultsBucket',
    ]);
  });

  test.each(Object.keys(TEMPLATE.Resources))('%s has a sentence of purpose above it', (id) => {
    expect(TEMPLATE_TEXT).toMatch(new RegExp(`^ {2}# .*\\.\n {2}${id}:$`, 'm'));
  });
});
