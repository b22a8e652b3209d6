import { describe, expect, it, test } from 'vitest';
import { formatInstruction } from '../../src/domain/instructions.ts';
import { fakeDigest } from '../support/builders.ts';

const HEX_64 = fakeDigest('file').slice('sha256:'.length);

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
    { reason: 'Windows', createdBy: 'cmd /S /C dir', text: 'RUN dir' },
    {
      reason: 'Windows, no operation',
      createdBy: 'cmd /S /C #(nop) COPY file.txt C:/',
      text: 'COPY file.txt C:/',
    },
    {
      reason: 'PowerShell',
      createdBy: "powershell -Command $ErrorActionPreference = 'Stop'; dir",
      text: "RUN powershell -Command $ErrorActionPreference = 'Stop'; dir",
    },
    {
      reason: 'PowerShell, no operation',
      createdBy: 'powershell -Command #(nop)  CMD ["x"]',
      text: 'CMD ["x"]',
    },
    {
      reason: 'PowerShell in the shell of Windows',
      createdBy: 'cmd /S /C powershell -Command dir',
      text: 'RUN powershell -Command dir',
    },
    {
      reason: 'BuildKit on Windows',
      createdBy: 'RUN cmd /S /C dir # buildkit',
      text: 'RUN dir',
    },
    {
      reason: 'classic, another shell: as BuildKit has it',
      createdBy: '/bin/bash -o pipefail -c make',
      text: 'RUN /bin/bash -o pipefail -c make',
    },
    {
      reason: 'classic, another shell, build arguments',
      createdBy: '|1 A=b /bin/bash -o pipefail -c make',
      text: 'RUN |1 [build arguments] /bin/bash -o pipefail -c make',
    },
    { reason: 'buildah', createdBy: '/bin/sh -c #(nop) COPY dir:x in /app ', text: 'COPY dir:x in /app' },
    { reason: 'kaniko', createdBy: 'RUN apk add curl', text: 'RUN apk add curl' },
    { reason: 'Bazel', createdBy: 'bazel build ...', text: 'bazel build ...' },
    { reason: 'apko', createdBy: 'apko', text: 'apko' },
    { reason: 'jib', createdBy: 'jib-maven-plugin:3.4.0', text: 'jib-maven-plugin:3.4.0' },
    {
      reason: 'a here-document',
      createdBy: 'RUN /bin/sh -c <<EOF\nset -e\nmake\nEOF # buildkit',
      text: 'RUN <<EOF set -e make EOF',
    },
    {
      reason: 'a comment that looks like no operation',
      createdBy: 'RUN make # not #(nop) x',
      text: 'RUN make # not #(nop) x',
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
