import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { HistoryEntry } from '../../src/domain/image-config.ts';
import { instructionsOfLayers, looseInstructions } from '../../src/domain/instructions.ts';

function entry(createdBy: string | null, emptyLayer = false): HistoryEntry {
  return { createdBy, emptyLayer, isFilled: false };
}

/** As BuildKit's exporter writes it for a layer that it finds no entry for. */
function filled(createdBy: string, emptyLayer = false): HistoryEntry {
  return { createdBy, emptyLayer, isFilled: true };
}

const PULLED = filled('pulled from public.ecr.aws/lambda/python:3.12');
const EXEC = filled('mount / from exec /bin/sh -c make');
/** Two layers on a base of six without history: the history of the build, and one filled entry for each layer more. */
const ON_LAMBDA = [
  entry('COPY . .'),
  entry('ENV A=b', true),
  entry('RUN make'),
  entry('CMD ["app"]', true),
  ...Array<HistoryEntry>(4).fill(PULLED),
  filled('[2/3] COPY . .'),
  filled('[3/3] RUN make'),
];

describe('instructionsOfLayers', () => {
  it('leaves out the entries that made no layer', () => {
    const history = [
      entry('ARG RELEASE', true),
      entry('ADD file:x in /'),
      entry('ENV A=b', true),
      entry('RUN make'),
      entry('CMD ["app"]', true),
    ];

    expect(instructionsOfLayers(history, 2)).toEqual(['ADD file:x in /', 'RUN make']);
  });

  test.each([
    { reason: 'history is missing', history: [], layers: 2 },
    {
      reason: 'history is shorter than the layers: a squashed or foreign base',
      history: [entry('RUN a')],
      layers: 2,
    },
    {
      reason: 'history is longer: Windows of old, empty_layer never set',
      history: [entry('RUN a'), entry('ENV b')],
      layers: 1,
    },
  ])('guesses nothing where history and layers do not match in number ($reason)', ({ history, layers }) => {
    expect(instructionsOfLayers(history, layers)).toEqual(Array(layers).fill(null));
  });

  it('knows nothing of an entry without an instruction, and all about its neighbours', () => {
    const history = [entry(null), entry('RUN make'), entry('  ')];

    expect(instructionsOfLayers(history, 3)).toEqual([null, 'RUN make', null]);
  });

  it('may say the same for every layer', () => {
    expect(instructionsOfLayers([entry('bazel build ...'), entry('bazel build ...')], 2)).toEqual([
      'bazel build ...',
      'bazel build ...',
    ]);
  });

  it('has nothing to say about no layers', () => {
    expect(instructionsOfLayers([entry('CMD ["app"]', true)], 0)).toEqual([]);
  });
});

describe('history that BuildKit has filled up', () => {
  it('is not that of the layers in order: it is the base that has none', () => {
    expect(instructionsOfLayers(ON_LAMBDA, 8)).toEqual(Array(8).fill(null));
    expect(looseInstructions(ON_LAMBDA, 8)).toEqual(['COPY . .', 'RUN make']);
  });

  it('is known again of what was built on it later', () => {
    const history = [...ON_LAMBDA, entry('USER me', true), entry('RUN later')];

    expect(instructionsOfLayers(history, 9)).toEqual([...Array(8).fill(null), 'RUN later']);
    expect(looseInstructions(history, 9)).toEqual(['COPY . .', 'RUN make', 'RUN later']);
  });

  it('is that of the layers in order where nothing else was there', () => {
    const history = [entry('ENV A=b', true), EXEC, EXEC, entry('RUN later')];

    expect(instructionsOfLayers(history, 3)).toEqual([EXEC.createdBy, EXEC.createdBy, 'RUN later']);
    expect(looseInstructions(history, 3)).toEqual([]);
  });

  test.each([
    {
      reason: 'the top may have none as well as the base: Copa adds a layer without a Dockerfile',
      history: [entry('ADD rootfs.tar /'), EXEC],
      layers: 2,
    },
    {
      reason: 'an entry for an empty layer was dropped with it',
      history: [entry('COPY . .'), entry('WORKDIR /x'), PULLED, PULLED, filled('[2/3] WORKDIR /x', true)],
      layers: 4,
    },
    { reason: 'another tool has added a layer', history: [entry('COPY . .'), PULLED], layers: 3 },
    { reason: 'a layer is gone', history: [entry('COPY . .'), PULLED, PULLED], layers: 2 },
  ])('tells nothing where it cannot be known what is missing ($reason)', ({ history, layers }) => {
    expect(instructionsOfLayers(history, layers)).toEqual(Array(layers).fill(null));
    expect(looseInstructions(history, layers)).toEqual([]);
  });
});

describe('looseInstructions', () => {
  it('are all there are, in order, where there are fewer than layers', () => {
    const history = [entry('ENV A=b', true), entry('COPY . .'), entry(null), entry('RUN TOKEN=hunter2 x')];

    expect(looseInstructions(history, 5)).toEqual(['COPY . .', null, 'RUN TOKEN=[redacted] x']);
  });

  test.each([
    { reason: 'no history', history: [], layers: 3 },
    { reason: 'no entry that made a layer', history: [entry('CMD x', true)], layers: 3 },
    { reason: 'one for each layer', history: [entry('RUN a')], layers: 1 },
    { reason: 'more than layers', history: [entry('RUN a'), entry('RUN b')], layers: 1 },
    { reason: 'no layers', history: [entry('RUN a')], layers: 0 },
  ])('are none ($reason)', ({ history, layers }) => {
    expect(looseInstructions(history, layers)).toEqual([]);
  });

  it('are none where there are too many to keep: 127 times 240 characters', () => {
    const long = entry(`RUN ${'x'.repeat(1_000)}`);

    expect(looseInstructions(Array<HistoryEntry>(127).fill(long), 1_000)).toHaveLength(127);
    expect(looseInstructions(Array<HistoryEntry>(128).fill(long), 1_000)).toEqual([]);
  });

  it('are never as many as the layers, and never beside instructions of layers that are not the uppermost', () => {
    const step = fc.record({
      createdBy: fc.constantFrom('RUN a', 'COPY b', PULLED.createdBy, EXEC.createdBy, null),
      emptyLayer: fc.boolean(),
      isFilled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat(12), (history, layers) => {
        const known = instructionsOfLayers(history, layers);
        const loose = looseInstructions(history, layers);

        expect(known).toHaveLength(layers);
        expect(loose.length).toBeLessThan(Math.max(layers, 1));
        const first = known.findIndex((instruction) => instruction !== null);
        if (loose.length > 0 && first >= 0) expect(loose.slice(first - layers)).toEqual(known.slice(first));
      }),
    );
  });
});
