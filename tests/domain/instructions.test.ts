import { describe, expect, it, test } from 'vitest';
import type { HistoryEntry } from '../../src/domain/image-config.ts';
import { formatInstruction, instructionsOfLayers } from '../../src/domain/instructions.ts';
import { fakeDigest } from '../support/builders.ts';

const HEX_64 = fakeDigest('file').slice('sha256:'.length);

function entry(createdBy: string | null, emptyLayer = false): HistoryEntry {
  return { createdBy, emptyLayer };
}

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

describe('formatInstruction', () => {
  test.each([
    { reason: 'BuildKit', createdBy: 'RUN /bin/sh -c apt-get update # buildkit', text: 'RUN apt-get update' },
    { reason: 'BuildKit, no shell', createdBy: 'COPY app.js . # buildkit', text: 'COPY app.js .' },
    {
      reason: 'BuildKit, another shell',
      createdBy: 'RUN /bin/bash -c make # buildkit',
      text: 'RUN /bin/bash -c make',
    },
    {
      reason: 'BuildKit, build arguments',
      createdBy: 'RUN |1 KEY=hunter2 /bin/sh -c make # buildkit',
      text: 'RUN |1 [build arguments] make',
    },
    { reason: 'classic', createdBy: '/bin/sh -c apt-get update', text: 'RUN apt-get update' },
    {
      reason: 'classic, build arguments',
      createdBy: '|2 A=hunter2 B=c /bin/sh -c make',
      text: 'RUN |2 [build arguments] make',
    },
    { reason: 'classic, no operation', createdBy: '/bin/sh -c #(nop)  CMD ["bash"]', text: 'CMD ["bash"]' },
    {
      reason: 'classic, a checksum that differs from build to build',
      createdBy: `/bin/sh -c #(nop) ADD file:${HEX_64} in / `,
      text: 'ADD file in /',
    },
    {
      reason: 'classic, a directory',
      createdBy: `/bin/sh -c #(nop) COPY dir:${HEX_64} in /app `,
      text: 'COPY dir in /app',
    },
    {
      reason: 'classic, several sources',
      createdBy: `/bin/sh -c #(nop) COPY multi:${HEX_64} in /app/ `,
      text: 'COPY multi in /app/',
    },
    {
      reason: 'a file that is named like a checksum and is none',
      createdBy: 'COPY file:abc /',
      text: 'COPY file:abc /',
    },
    {
      reason: 'several lines',
      createdBy: 'RUN /bin/sh -c set -eux;\n\tmake \\\n    install # buildkit',
      text: 'RUN set -eux; make \\ install',
    },
    {
      reason: 'free text',
      createdBy: 'BusyBox 1.37.0 (glibc), Debian 13',
      text: 'BusyBox 1.37.0 (glibc), Debian 13',
    },
    { reason: 'nothing but space', createdBy: ' \n ', text: '' },
    { reason: 'terminal controls', createdBy: 'RUN echo \u001b[31mred', text: 'RUN echo [31mred' },
    { reason: 'half a character', createdBy: 'RUN echo \ud83d', text: 'RUN echo' },
  ])('reads like a Dockerfile ($reason)', ({ createdBy, text }) => {
    expect(formatInstruction(createdBy)).toBe(text);
  });

  it('holds no secrets', () => {
    const createdBy =
      'RUN /bin/sh -c git clone https://me:hunter2@example.com/x && TOKEN=hunter2 make # buildkit';

    const text = formatInstruction(createdBy);

    expect(text).toBe('RUN git clone https://[redacted]@example.com/x && TOKEN=[redacted] make');
  });

  it('holds no secret whose end was cut off', () => {
    const text = formatInstruction(`RUN PASSWORD="${'hunter2 '.repeat(1_000)}"`);

    expect(text).toBe('RUN PASSWORD=[redacted]');
  });

  it('is cut to 240 characters, the last of them an ellipsis', () => {
    const exact = `RUN ${'x'.repeat(236)}`;

    expect(formatInstruction(exact)).toBe(exact);
    expect(formatInstruction(`${exact}y`)).toBe(`RUN ${'x'.repeat(235)}…`);
  });

  it('is not cut through a character', () => {
    const text = formatInstruction(`RUN ${'x'.repeat(234)}🚀🚀🚀`);

    expect(text.isWellFormed()).toBe(true);
    expect(text).toHaveLength(239);
  });

  it('comes at once from a megabyte of hostile text', () => {
    expect(formatInstruction('auth.'.repeat(200_000))).toHaveLength(240);
  });
});
