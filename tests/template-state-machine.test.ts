import { describe, expect, test } from 'vitest';
import * as errors from '../src/domain/errors.ts';
import { type Machine, parseMachine } from './support/state-machine.ts';
import { at, list, resource } from './support/template.ts';

const {
  Definition: definition,
  DefinitionSubstitutions,
  StateMachineName,
} = resource('Reconciliation').Properties;
const repositories = at(definition, 'States', 'Repositories');

const machines = [
  ['a run', parseMachine(definition)],
  ['a repository', parseMachine(at(repositories, 'ItemProcessor'))],
] as const;

/** Every state that is tried again, as the template writes it. */
const tasks = [definition, at(repositories, 'ItemProcessor')].flatMap((machine) =>
  Object.entries(Object(at(machine, 'States'))).filter(([, state]) => at(state, 'Type') === 'Task'),
);

describe.each(machines)('the states of %s', (_what, machine) => {
  test('lead to states that exist, and an end is reached from each', () => {
    const names = Object.keys(machine.States);

    expect(
      Object.values(machine.States)
        .flatMap(nextOf)
        .filter((name) => !names.includes(name)),
    ).toEqual([]);
    for (const name of names)
      expect(
        [...reached(machine, name)].some((end) => isEnd(machine, end)),
        name,
      ).toBe(true);
  });

  test('are all reached from the first', () => {
    expect([...reached(machine, machine.StartAt)].sort()).toEqual(Object.keys(machine.States).sort());
  });

  test('end or go on, and never both', () => {
    for (const { Type, Next, End } of Object.values(machine.States))
      expect([Next, End].filter(Boolean)).toHaveLength(['Choice', 'Succeed'].includes(Type) ? 0 : 1);
  });
});

test('no two states have one name, since results and logs tell them by it', () => {
  const names = machines.flatMap(([, { States }]) => Object.keys(States));

  expect(new Set(names).size).toBe(names.length);
});

describe('tasks', () => {
  const [transient, ...others] = tasks.map(([, state]) => list(at(state, 'Retry')));

  test('call the function, and wait longer for it than it may run', () => {
    const timeout = Number(resource('Reconcile').Properties.Timeout);

    for (const [, state] of tasks) {
      expect(at(state, 'Resource')).toEqual({ 'Fn::Sub': `arn:\${AWS::Partition}:states:::lambda:invoke` });
      expect(at(state, 'Arguments', 'FunctionName')).toEqual({ 'Fn::GetAtt': 'Reconcile.Arn' });
      expect(at(state, 'TimeoutSeconds')).toBeGreaterThan(timeout);
    }
    expect(timeout).toBeLessThanOrEqual(900);
  });

  test('are all tried again in the same way', () => {
    expect(tasks).toHaveLength(4);
    for (const retry of others) expect(retry).toEqual(transient);
  });

  test('are tried again after what passes by itself, with growing and random waits', () => {
    const retrier = transient?.[1];
    const named = list(at(retrier, 'ErrorEquals'));

    expect(named.filter((name) => !String(name).startsWith('Lambda.'))).toEqual(
      [errors.RegistryUnavailableError, errors.HistoryUnavailableError, errors.PublishFailedError].map(
        (type) => new type('').name,
      ),
    );
    expect(named).toEqual(
      expect.arrayContaining(['Lambda.TooManyRequestsException', 'Lambda.ServiceException']),
    );
    expect(retrier).toMatchObject({ BackoffRate: 2, JitterStrategy: 'FULL' });
    expect(at(retrier, 'MaxAttempts')).toBeGreaterThanOrEqual(5);
  });

  test('wait for an alert that is being published as long as its lease lasts', () => {
    const [retrier] = transient ?? [];
    const waits = Number(at(retrier, 'MaxAttempts')) * Number(at(retrier, 'IntervalSeconds'));

    expect(at(retrier, 'ErrorEquals')).toEqual([new errors.AlertInFlightError('').name]);
    expect(at(retrier, 'JitterStrategy')).toBeUndefined();
    expect(waits).toBeGreaterThan(120);
  });

  test('are tried again a few times after anything else', () => {
    const retrier = transient?.at(-1);

    expect(at(retrier, 'ErrorEquals')).toEqual(['States.ALL']);
    expect(at(retrier, 'MaxAttempts')).toBe(2);
    expect(transient).toHaveLength(3);
  });
});

describe('the map', () => {
  test('is distributed over standard executions, as many at once as is chosen, and tolerates every failure', () => {
    expect(at(repositories, 'ItemProcessor', 'ProcessorConfig')).toEqual({
      Mode: 'DISTRIBUTED',
      ExecutionType: 'STANDARD',
    });
    expect(at(repositories, 'MaxConcurrency')).toBe(`\${MaxConcurrency}`);
    expect(DefinitionSubstitutions).toEqual({
      MaxConcurrency: { 'Fn::Sub': `{% \${ReconcileConcurrency} %}` },
    });
    expect(at(repositories, 'ToleratedFailurePercentage')).toBe(100);
  });

  test('writes its results below the prefix that the role may write to', () => {
    const statements = list(
      at(resource('ReconciliationRole').Properties.Policies, 0, 'PolicyDocument', 'Statement'),
    );
    const write = statements.find((statement) => at(statement, 'Sid') === 'WriteResults');

    expect(at(repositories, 'ResultWriter', 'Arguments')).toEqual({
      Bucket: { Ref: 'ReconciliationResults' },
      Prefix: 'runs',
    });
    expect(at(write, 'Resource')).toEqual({ 'Fn::Sub': `\${ReconciliationResults.Arn}/runs/*` });
  });

  test('has the label that the role may redrive', () => {
    const text = JSON.stringify(resource('ReconciliationRole').Properties.Policies);

    expect(text).toContain(`-reconciliation/${at(repositories, 'Label')}:*`);
    expect(StateMachineName).toEqual({ 'Fn::Sub': `\${AWS::StackName}-reconciliation` });
  });
});

test('a run ends before that of the next night begins', () => {
  expect(at(definition, 'TimeoutSeconds')).toBeLessThan(86_400 - 1_800);
});

function nextOf(state: Machine['States'][string]): string[] {
  const others = [...state.Choices, ...state.Catch].map(({ Next }) => Next);
  return [state.Next, state.Default, ...others].flatMap((name) => name ?? []);
}

function isEnd({ States }: Machine, name: string): boolean {
  return States[name]?.End === true || States[name]?.Type === 'Succeed';
}

/** The states that can follow on this one, and it itself. */
function reached(machine: Machine, name: string, found: Set<string> = new Set()): ReadonlySet<string> {
  const state = machine.States[name];
  if (!state || found.has(name)) return found;
  found.add(name);
  for (const next of nextOf(state)) reached(machine, next, found);
  return found;
}
