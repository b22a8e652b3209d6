import type { ImageContent } from '../../src/domain/image.ts';
import { checkAccounting } from './accounting.ts';
import { check, type Input, MILLISECONDS_MAX, millisecondsToRead } from './checks.ts';
import { inputOf } from './inputs.ts';

export interface Job {
  /** The first input's; each further one has the next number. */
  readonly seed: number;
  readonly inputs: number;
}

/** One readable input in so many is recorded, so many together. */
const RECORDED_SHARE = 10;
const RECORDED_TOGETHER = 30;

/** Answers how many of the inputs can be read; throws what is wrong with the first that is not as it has to be. */
export async function run({ seed, inputs }: Job): Promise<number> {
  let readable = 0;
  let together: { readonly input: Input; readonly content: ImageContent }[] = [];
  for (let number = seed; number < seed + inputs; number++) {
    const input = inputOf(number);
    const content = await repeatably(number, async () => {
      const milliseconds = await millisecondsToRead(input);
      if (milliseconds > MILLISECONDS_MAX) throw new Error(`it takes ${Math.round(milliseconds)} ms`);
      return check(input);
    });
    if (!content) continue;
    readable += 1;
    if (readable % RECORDED_SHARE === 0) together.push({ input, content });
    if (together.length < RECORDED_TOGETHER) continue;
    await repeatably(number, () => checkAccounting(together));
    together = [];
  }
  if (together.length > 0) await repeatably(seed, () => checkAccounting(together));
  return readable;
}

async function repeatably<T>(seed: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`Again: npm run fuzz -- --seed=${seed} --inputs 1 (--print shows it)`, { cause });
  }
}
