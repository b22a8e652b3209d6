import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { type Clock, createRateLimit, limitCalls } from '../../src/adapters/rate-limit.ts';

test('the first call goes at once', async () => {
  const clock = fakeClock();

  await createRateLimit(10, clock)();

  expect(clock.now()).toBe(0);
});

test('calls that come together go one by one, evenly apart, in the order in which they came', async () => {
  const clock = fakeClock();
  const limit = createRateLimit(10, clock);
  const gone: string[] = [];

  const calls = ['a', 'b', 'c', 'd'].map(async (name) => {
    await limit();
    gone.push(`${name} at ${clock.now()}`);
  });
  await clock.run();
  await Promise.all(calls);

  expect(gone).toEqual(['a at 0', 'b at 100', 'c at 200', 'd at 300']);
});

test('a call that comes late enough does not wait, and a pause saves up nothing', async () => {
  const clock = fakeClock();
  const limit = createRateLimit(10, clock);
  const gone: number[] = [];

  await limit();
  clock.pass(5_000);
  const calls = [1, 2, 3].map(async () => {
    await limit();
    gone.push(clock.now());
  });
  await clock.run();
  await Promise.all(calls);

  expect(gone).toEqual([5_000, 5_100, 5_200]);
});

test.each([
  [0.5, 2_000],
  [1, 1_000],
  [20, 50],
])('%d calls a second are %d milliseconds apart', async (callsPerSecond, apart) => {
  const clock = fakeClock();
  const limit = createRateLimit(callsPerSecond, clock);

  await limit();
  const second = limit();
  await clock.run();
  await second;

  expect(clock.now()).toBe(apart);
});

test('with the time of the machine, calls are apart as well', async () => {
  const limit = createRateLimit(50);
  const start = performance.now();

  await Promise.all([limit(), limit(), limit()]);

  // A timer of Node may ring up to a millisecond early.
  expect(performance.now() - start).toBeGreaterThanOrEqual(38);
});

test('a request that is repeated waits again, and is signed after it has waited', async () => {
  const events: string[] = [];
  const client = failingClient(events);
  limitCalls(client, async () => {
    events.push('waits');
  });

  await client.send(new DescribeImagesCommand({ repositoryName: 'team/web' })).catch(() => undefined);

  expect(events).toEqual(['waits', 'signs', 'sends', 'waits', 'signs', 'sends']);
});

test('limits of two registries know nothing of each other', async () => {
  const clock = fakeClock();

  await createRateLimit(1, clock)();
  await createRateLimit(1, clock)();

  expect(clock.now()).toBe(0);
});

/** A client whose every request fails, and is tried twice. */
function failingClient(events: string[]): ECRClient {
  return new ECRClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    maxAttempts: 2,
    signer: {
      sign: async (request) => {
        events.push('signs');
        return request;
      },
    },
    requestHandler: {
      handle: async () => {
        events.push('sends');
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      },
    },
  });
}

/** A clock that stands still until it is told to run through everything that sleeps. */
function fakeClock(): Clock & { readonly pass: (milliseconds: number) => void; run(): Promise<void> } {
  let time = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => time,
    pass: (milliseconds) => {
      time += milliseconds;
    },
    sleep: (milliseconds) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: time + milliseconds, wake });
      }),
    async run() {
      await new Promise(setImmediate);
      for (let next = sleepers.shift(); next; next = sleepers.shift()) {
        time = Math.max(time, next.until);
        next.wake();
        await new Promise(setImmediate);
      }
    },
  };
}
