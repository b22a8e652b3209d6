import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { at, list, resource, resourcesOf, TEMPLATE, TEMPLATE_TEXT } from './support/template.ts';

const alarms = resourcesOf('AWS::CloudWatch::Alarm');
const functions = resourcesOf('AWS::Serverless::Function').map(([id]) => id);

/** Lambda keeps what it cannot start them for, up to six hours. */
const ASYNCHRONOUS = ['Digest', 'Notify'];
/** Its failures are tried again; what fails for good is in a queue. */
const WITH_QUEUE = ['Notify'];

/** The metrics of an alarm, each with the resource that it is about; those of an expression one by one. */
function metricsOf(properties: Readonly<Record<string, unknown>>): [name: unknown, about: unknown][] {
  const measured = list(properties.Metrics).flatMap((each) => list(at(each, 'MetricStat', 'Metric')));
  return (measured.length > 0 ? measured : [properties]).map((metric) => [
    at(metric, 'MetricName'),
    at(metric, 'Dimensions', 0, 'Value'),
  ]);
}

describe('an alarm', () => {
  test.each(alarms)('%s tells the topic, and where to read what to do', (id, { Properties }) => {
    expect(Properties.AlarmActions).toEqual([{ Ref: 'AlertTopic' }]);
    expect(Properties.AlarmDescription).toMatch(
      new RegExp(`^[A-Z].*\\. See docs/runbook.md#${id.toLowerCase()}\\.$`),
    );
  });

  test.each(alarms)('%s is silent while nothing is measured, unless that is what it is about', (id, it) => {
    expect(it.Properties.TreatMissingData).toBe(
      id === 'ReconciliationOverdueAlarm' ? 'breaching' : 'notBreaching',
    );
  });

  test('is there for all that may go wrong', () => {
    const run = { Ref: 'Reconciliation' };
    const watched = alarms.flatMap(([, { Properties }]) => metricsOf(Properties));

    expect(watched).toEqual(
      expect.arrayContaining([
        ...functions.filter((id) => !WITH_QUEUE.includes(id)).map((id) => ['Errors', { Ref: id }]),
        ...functions.filter((id) => !ASYNCHRONOUS.includes(id)).map((id) => ['Throttles', { Ref: id }]),
        ['ApproximateNumberOfMessagesVisible', { 'Fn::GetAtt': 'UnpostedQueue.QueueName' }],
        ['ApproximateAgeOfOldestMessage', { 'Fn::GetAtt': 'ImageActionQueue.QueueName' }],
        ['ApproximateNumberOfMessagesVisible', { 'Fn::GetAtt': 'DeadLetterQueue.QueueName' }],
        ['5xx', { Ref: 'QueryApi' }],
        ...['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted', 'ExecutionsSucceeded'].map(
          (name) => [name, run],
        ),
        ['RepositoriesFailed', { Ref: 'AWS::AccountId' }],
      ]),
    );
  });

  test('of the runs rings for each that did not end well', () => {
    const { Metrics, Threshold, ComparisonOperator } = resource('ReconciliationFailedAlarm').Properties;
    const shown = list(Metrics).filter((metric) => at(metric, 'ReturnData') !== false);

    expect(shown).toEqual([expect.objectContaining({ Expression: 'SUM(METRICS())' })]);
    expect([Threshold, ComparisonOperator]).toEqual([0, 'GreaterThanThreshold']);
  });

  test('of an overdue run looks back as far as is chosen, and no further than CloudWatch can', () => {
    const { Properties, Condition } = resource('ReconciliationOverdueAlarm');
    const { MaxValue, Default } = TEMPLATE.Parameters.ReconcileOverdueHours ?? {};

    expect(Condition).toBe('HasSchedule');
    expect(Properties.Period).toBe(3_600);
    expect(Properties.EvaluationPeriods).toEqual({ Ref: 'ReconcileOverdueHours' });
    expect([Properties.Threshold, Properties.ComparisonOperator]).toEqual([1, 'LessThanThreshold']);
    expect(Default).toBeGreaterThan(48);
    expect(MaxValue).toBe(7 * 24);
  });

  test('of repositories reads the metric that the function writes', () => {
    const { Namespace, MetricName, Dimensions } = resource('RepositoriesFailedAlarm').Properties;
    const [steps, metrics] = ['reconcile-steps', 'metrics'].map((name) =>
      readFileSync(`src/handlers/${name}.ts`, 'utf8'),
    );
    const names = list(Dimensions).map((dimension) => `'${at(dimension, 'Name')}'`);

    expect(Namespace).toBe(at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables', 'METRICS_NAMESPACE'));
    expect(steps).toContain(`${MetricName}: `);
    expect(metrics).toContain(`Dimensions: [[${names.join(', ')}]]`);
  });
});

test('the idle cost that the template states is that of its alarms and its key', () => {
  const byDefault = alarms.filter(([, { Condition }]) => Condition !== 'HasSlackWebhook');
  const metrics = byDefault.flatMap(([, { Properties }]) => metricsOf(Properties)).length;
  const keys = resourcesOf('AWS::KMS::Key').length;

  expect(TEMPLATE_TEXT).toContain(`costs about ${(keys + metrics * 0.1).toFixed(2)} USD a month`);
  expect(readFileSync('README.md', 'utf8')).toContain(`${(keys + metrics * 0.1).toFixed(2)} USD a month`);
});
