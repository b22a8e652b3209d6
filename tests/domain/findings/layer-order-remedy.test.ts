import { describe, expect, it, test } from 'vitest';
import { EACH, layerOrderOf, NPM } from '../../support/layer-orders.ts';
import type { PushedStep } from '../../support/layered-pushes.ts';

const MB = 1_000_000;

describe('the remedy of layer-order', () => {
  it('names the two instructions, and what to copy first', () => {
    expect(layerOrderOf(NPM, EACH)?.remedy).toEqual([
      'Put `RUN npm ci` (200.0 MB, rebuilt with every change below it) before `COPY . .` (changed in 12 of 12): copy only package.json and package-lock.json first, then install, then copy the rest.',
      'This is the most it can save: which steps need which others cannot be seen from outside.',
    ]);
  });

  it('tells how often the step itself changed, where that is known', () => {
    const finding = layerOrderOf(NPM, 'xaa xbb xcc xcc xdd xee xff xff xgg xhh xii xjj xjk');

    expect(finding?.remedy[0]).toContain(
      'Put `RUN npm ci` (200.0 MB, changed in 1 of 3 pushes) before `COPY . .` (changed in 9 of 12)',
    );
  });

  test.each([
    {
      steps: [
        ['COPY . /srv', 5 * MB],
        ['RUN apt-get update && apt-get install -y chromium', 200 * MB],
      ] as const,
      hint: 'it needs nothing of that.',
      reason: 'packages of the system',
    },
    {
      steps: [
        ['COPY . /srv', 5 * MB],
        ['RUN pip install -r requirements.txt', 200 * MB],
      ] as const,
      hint: 'copy only requirements.txt first, then install, then copy the rest.',
      reason: 'packages of a language',
    },
  ])('says what the step needs: "$hint" ($reason)', ({ steps, hint }) => {
    expect(layerOrderOf(steps, EACH)?.remedy[0]).toContain(`: ${hint}`);
  });

  it('names what is copied from outside, if it was seen to stay', () => {
    const steps: PushedStep[] = [
      ['COPY config/ /etc/app/', 1 * MB],
      ['COPY models/ /models/', 400 * MB],
    ];

    const finding = layerOrderOf(steps, 'xaa xaa xbb xcc xcc xdd xee xff xff xgg xhh xii');

    expect(finding?.remedy[0]).toContain('before `COPY config/ /etc/app/`');
    expect(finding?.remedy[0]).toContain('it is copied from outside and needs nothing of that.');
  });

  it('names at most three moves, the one that saves most first', () => {
    const steps: PushedStep[] = [
      ['COPY . .', 5 * MB],
      ['RUN apt-get update && apt-get install -y chromium', 300 * MB],
      ['RUN npm ci', 200 * MB],
      ['RUN pip install -r requirements.txt', 500 * MB],
      ['RUN gem install bundler', 100 * MB],
    ];
    const contents = EACH.split(' ').map((push) => `x${push.slice(1, 2).repeat(5)}`);

    const remedy = layerOrderOf(steps, contents.join(' '), { layerOrderPercent: 10 })?.remedy ?? [];

    expect(remedy.map((step) => /^Put `RUN (\w+)/.exec(step)?.[1])).toEqual(['pip', 'apt', 'npm', undefined]);
  });

  it('names of the steps that are in the way the one that costs most, and none that stays below', () => {
    const steps: PushedStep[] = [
      ['COPY package*.json ./', 1_000],
      ['COPY static/ static/', 2_000],
      ['COPY . .', 5 * MB],
      ['RUN npm ci', 300 * MB],
    ];

    const remedy =
      layerOrderOf(steps, 'xaaaa xaabb xaacc xaadd xaaee xabff xabgg xabhh xabii xbcjj xbckk')?.remedy ?? [];

    expect(remedy).toHaveLength(2);
    expect(remedy[0]).toContain(
      'Put `RUN npm ci` (300.0 MB, rebuilt with every change below it) before `COPY . .`',
    );
  });

  it('shortens long instructions', () => {
    const packages = Array.from({ length: 30 }, (_, index) => `package-${index}`).join(' ');
    const steps = [NPM[0] as PushedStep, [`RUN apt-get install -y ${packages}`, 200 * MB] as const];

    expect(layerOrderOf(steps, EACH)?.remedy[0]).toContain('package-4 packag…` (200.0 MB');
  });
});
