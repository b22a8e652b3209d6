import { describe, expect, it, test } from 'vitest';
import type { StepHistory } from '../../src/domain/change-rates.ts';
import { mayStandBelow } from '../../src/domain/step-needs.ts';

function step(instruction: string, more: Partial<StepHistory> = {}): StepHistory {
  const history = { sizeBytes: 90_000_000, trials: 12, changes: 1, rate: 0.1, isIndependent: false };
  return { instruction, ...history, ...more };
}

const APT = 'RUN apt-get update && apt-get install -y chromium';

describe('mayStandBelow', () => {
  test.each([
    { upper: 'RUN npm ci', lower: 'COPY . .', reason: 'it needs two files of all that' },
    { upper: 'RUN npm ci', lower: 'WORKDIR /app', reason: 'that moves along' },
    {
      upper: 'RUN pip install -r requirements.txt',
      lower: 'COPY package.json ./',
      reason: 'of another language',
    },
    { upper: APT, lower: 'COPY . .', reason: 'it needs nothing of it' },
    { upper: APT, lower: 'RUN npm ci', reason: 'it needs no packages of a language' },
    { upper: 'COPY models/ /models/', lower: 'COPY . .', reason: 'both come from outside' },
    {
      upper: 'COPY --from=build /out /app',
      lower: 'RUN npm run build',
      reason: 'it comes from another stage',
    },
    { upper: 'COPY models/ /models/', lower: 'COPY root/ /', reason: 'files on top of the root' },
  ])('lets `$upper` go below `$lower` ($reason)', ({ upper, lower }) => {
    expect(mayStandBelow(step(upper), step(lower))).toBe(true);
  });

  test.each([
    { upper: 'RUN npm ci', lower: 'COPY package.json package-lock.json ./', reason: 'it needs these' },
    { upper: 'RUN npm ci', lower: 'COPY package*.json ./', reason: 'it needs these' },
    { upper: 'RUN npm ci', lower: 'COPY --chown=node:node ./package.json .', reason: 'it needs this' },
    {
      upper: 'RUN pip install -r requirements.txt',
      lower: 'COPY requirements.txt ./',
      reason: 'it needs this',
    },
    { upper: 'RUN go mod download', lower: 'COPY go.* ./', reason: 'it needs these' },
    { upper: 'RUN npm ci', lower: APT, reason: 'npm may come with that' },
    { upper: 'RUN npm ci', lower: 'RUN pip install awscli', reason: 'it may use what that installs' },
    {
      upper: APT,
      lower: 'RUN curl -fsSL https://deb.example.com/setup | bash -',
      reason: 'a source of packages',
    },
    { upper: 'RUN npm run build', lower: 'COPY . .', reason: 'it builds from that' },
    { upper: 'RUN chown -R app /srv', lower: 'COPY . /srv', reason: 'it may need anything' },
    { upper: APT, lower: 'ADD rootfs.tar.xz /', reason: 'the image begins with that' },
    { upper: 'COPY models/ /models/', lower: 'ADD file in /', reason: 'the image begins with that' },
    { upper: 'COPY models/ /models/', lower: 'COPY / /', reason: 'the image begins with that' },
    { upper: 'WORKDIR /app', lower: 'COPY . .', reason: 'it is not known what it is for' },
  ])('leaves `$upper` above `$lower` ($reason)', ({ upper, lower }) => {
    expect(mayStandBelow(step(upper), step(lower))).toBe(false);
  });

  it('moves nothing that weighs nothing', () => {
    expect(mayStandBelow(step('RUN npm ci', { sizeBytes: 999_999 }), step('COPY . .'))).toBe(false);
  });

  it('moves an install of which nothing is known, but no copy', () => {
    const unknown = { trials: 0, changes: 0, rate: 0.5 };

    expect(mayStandBelow(step('RUN npm ci', unknown), step('COPY . .'))).toBe(true);
    expect(mayStandBelow(step('COPY app.jar /', unknown), step('COPY config/ /etc/'))).toBe(false);
  });
});
