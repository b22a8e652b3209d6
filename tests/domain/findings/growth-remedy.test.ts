import { expect, it } from 'vitest';
import { growthRemedy } from '../../../src/domain/findings/growth-remedy.ts';
import { fakeDigest } from '../../support/builders.ts';

const MB = 1_000_000;

function steps(instruction: string | null, bytesBefore = 0, base: [number, number] = [0, 90 * MB]) {
  return growthRemedy({
    instructions: [{ instruction, bytesBefore, bytesAfter: 90 * MB }],
    baseChangeBytes: base[0],
    ownChangeBytes: base[1],
    digest: fakeDigest('after'),
    predecessor: { digest: fakeDigest('before') },
  });
}

it.each([
  ['a copy', 'COPY . .', /^If it takes along what does not run, list that in \.dockerignore/],
  ['packages of a language', 'RUN npm ci --omit=dev', /^See in the list of what it installs/],
  ['packages of the system', 'RUN apt-get install -y gcc', /multi-stage build/],
  ['anything else', 'RUN mvn -B package', /multi-stage build/],
])('names what grew most, and gives a hint that fits %s', (_reason, instruction, hint) => {
  expect(steps(instruction)).toEqual([
    `Look at \`${instruction}\` first: it is new, and brought 90.0 MB.`,
    expect.stringMatching(hint),
    expect.stringMatching(/^If the growth is wanted, do nothing/),
  ]);
});

it('says how much more a step brings than before', () => {
  expect(steps('COPY . .', 60 * MB)[0]).toBe(
    'Look at `COPY . .` first: it brought 30.0 MB more than before.',
  );
});

it('shortens a long instruction, and prints no control character', () => {
  const [first = ''] = steps(`RUN \x1b[2J${'a'.repeat(300)}`);

  expect(first.length).toBeLessThan(200);
  expect(first).not.toContain('\x1b');
});

it('sends those to the comparison who cannot be told which instruction grew', () => {
  expect(steps(null)[0]).toBe(
    `See what became of each layer: GET /v1/compare?from=${fakeDigest('before')}&to=${fakeDigest('after')}`,
  );
});

it('leaves the image alone where the base brought most of it', () => {
  expect(steps('FROM platform/os', 30 * MB, [60 * MB, MB])[0]).toMatch(/^Most of it came with the base/);
});
