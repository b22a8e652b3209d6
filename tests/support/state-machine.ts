import * as z from 'zod/mini';
import { at } from './template.ts';

const text = z.string();
const anything = z.optional(z.unknown());
const names = z.array(text);

const Processor = z.object({ StartAt: text, States: z.record(text, z.unknown()) });
const Retrier = z.object({ ErrorEquals: names, MaxAttempts: z.number() });
const Catcher = z.strictObject({ ErrorEquals: names, Output: anything, Next: text });

/** A state of https://states-language.net, as far as the template uses it: another field is refused. */
const State = z.strictObject({
  Type: z.enum(['Task', 'Choice', 'Pass', 'Succeed', 'Map']),
  Assign: z._default(z.record(text, text), {}),
  Output: anything,
  Next: z.optional(text),
  End: z.optional(z.literal(true)),
  // Of choices.
  Choices: z._default(z.array(z.strictObject({ Condition: text, Next: text })), []),
  Default: z.optional(text),
  // Of tasks and maps.
  Retry: z._default(z.array(Retrier), []),
  Catch: z._default(z.array(Catcher), []),
  Resource: anything,
  Arguments: z.optional(z.strictObject({ FunctionName: anything, Payload: anything })),
  TimeoutSeconds: z.optional(z.number()),
  Label: z.optional(text),
  Items: z.optional(text),
  ItemSelector: anything,
  MaxConcurrency: anything,
  ToleratedFailurePercentage: z.optional(z.literal(100)),
  ResultWriter: anything,
  ItemProcessor: z.optional(Processor),
});
type State = z.infer<typeof State>;

/** A definition in which the intrinsic functions of the template stay where they are. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Parses a definition, or the part of one that a map runs for each item. */
export function parseMachine(definition: unknown): Machine {
  const { StartAt, States } = Processor.parse(definition);
  return { StartAt, States: z.record(text, State).parse(States) };
}

/** `results` is what each execution of a map came to, `retried` the errors after which a state was tried again. */
export interface Execution {
  readonly name: string;
  /** The function that the tasks call; the name of what it throws is the name of the error. */
  readonly invoke: (payload: unknown) => Promise<unknown>;
  readonly results: unknown[];
  readonly retried: string[];
}

type Scope = Readonly<Record<string, unknown>>;

/** Runs a machine to its end, without its waiting times; throws what none of its states catches. */
export async function run(machine: Machine, input: unknown, execution: Execution): Promise<unknown> {
  const variables: Record<string, unknown> = {};
  let [data, name]: [unknown, string | undefined] = [input, machine.StartAt];
  for (let steps = 0; name !== undefined; steps++) {
    const state: State | undefined = machine.States[name];
    if (!state || steps > 1_000) throw new Error(state ? 'there is no end' : `there is no state ${name}`);
    const states: Scope = { input: data, context: { Execution: { Name: execution.name } } };
    const scope = { ...variables, states };
    const chosen: string | undefined = state.Choices.find(
      ({ Condition }) => fill(Condition, scope) === true,
    )?.Next;
    const { result, caught, error }: Attempt = await attempt(state, execution, () =>
      work(state, scope, execution),
    );
    const after = { ...scope, states: { ...states, result, errorOutput: { Error: error } } };
    const output = caught ? caught.Output : state.Output;
    data = output === undefined ? (result ?? data) : sent(fill(output, after));
    if (!caught) Object.assign(variables, fill(state.Assign, after));
    name = caught?.Next ?? chosen ?? state.Default ?? state.Next;
  }
  return data;
}

async function work(state: State, scope: Scope, execution: Execution): Promise<unknown> {
  if (state.Type === 'Task')
    return { Payload: sent(await execution.invoke(sent(fill(state.Arguments?.Payload, scope)))) };
  if (state.Type !== 'Map') return undefined;
  // Items run side by side, and do not see the variables of this execution. However many fail is tolerated.
  const items = [fill(state.Items, scope)].flat().map(async (Value, position) => {
    const context = { ...Object(at(scope, 'states', 'context')), Map: { Item: { Value } } };
    const input = fill(state.ItemSelector, { ...scope, states: { context } });
    const name = `${execution.name}-${position}`;
    return run(parseMachine(state.ItemProcessor), sent(input), { ...execution, name });
  });
  for (const result of await Promise.allSettled(items))
    execution.results.push(result.status === 'fulfilled' ? result.value : { lost: String(result.reason) });
  return { MapRunArn: 'the ARN of the map run' };
}

interface Attempt {
  readonly result?: unknown;
  readonly caught?: z.infer<typeof Catcher>;
  readonly error?: string;
}

/** As often as the first retrier that names the error allows; then the first catcher that names it. */
async function attempt({ Retry, Catch }: State, execution: Execution, once: () => unknown): Promise<Attempt> {
  const tries = new Map<object, number>();
  for (;;)
    try {
      return { result: await once() };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.name : '';
      const isNamed = ({ ErrorEquals }: { readonly ErrorEquals: readonly string[] }) =>
        ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');
      const [retrier, caught] = [Retry.find(isNamed), Catch.find(isNamed)];
      const tried = (retrier && tries.get(retrier)) ?? 0;
      if (retrier && tried < retrier.MaxAttempts) {
        tries.set(retrier, tried + 1);
        execution.retried.push(error);
      } else if (caught) return { caught, error };
      else throw thrown;
    }
}

/** A template of JSON with the values of the expressions in it. */
function fill(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fill(item, scope));
  if (typeof template === 'object' && template !== null)
    return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fill(value, scope)]));
  const [, expression] = /^\{% (.+) %\}$/.exec(String(template)) ?? [];
  return expression === undefined ? template : evaluate(expression, scope);
}

/** The JSONata of the template: null, a path, whether it is null, and whether a list has items. */
function evaluate(expression: string, scope: Scope): unknown {
  if (expression === 'null') return null;
  const [, , path, , test] = /^(\$count\()?\$([\w.]+)(\))?( != null| > 0)?$/.exec(expression) ?? [];
  const value = at(scope, ...(path ?? '').split('.'));
  // Step Functions fails a state, too, in which something is undefined.
  if (value === undefined) throw new Error(`${expression} has no value that is known here`);
  if (test === ' > 0') return Array.isArray(value) && value.length > 0;
  return test === ' != null' ? value !== null : value;
}

/** As it goes over the wire, and no larger than Step Functions allows. */
function sent(value: unknown): unknown {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > 256 * 1_024) throw new Error('States.DataLimitExceeded');
  return JSON.parse(json);
}
