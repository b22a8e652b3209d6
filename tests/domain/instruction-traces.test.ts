import { describe, expect, it, test } from 'vitest';
import type { HistoryEntry } from '../../src/domain/image-config.ts';
import { formatInstruction, tracesOf } from '../../src/domain/instructions.ts';

function entry(createdBy: string | null, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return { createdBy, emptyLayer: false, isFilled: false, ...more };
}

describe('tracesOf', () => {
  it('keeps what the whole text says under the instruction as it is stored', () => {
    const long = `RUN /bin/sh -c apt-get install -y gcc ${'package '.repeat(60)}`;
    const [cleaned, left] = [
      `${long}&& apt-get purge gcc`,
      `/bin/sh -c apt-get install -y make ${long.slice(40)}`,
    ];

    const traces = tracesOf([entry(cleaned), entry(left)]);

    expect(Object.keys(traces)).toEqual([formatInstruction(left)]);
    expect(traces[formatInstruction(left)]).toMatchObject([{ kind: 'compiler', what: 'make' }]);
  });

  it('says nothing of two that read the same where they are cut, and are not', () => {
    const long = `RUN apt-get install -y gcc ${'package '.repeat(60)}`;

    expect(tracesOf([entry(long), entry(`${long}&& apt-get purge gcc make-x && rm -rf /x`)])).toEqual({});
    expect(Object.keys(tracesOf([entry(long), entry(long)]))).toHaveLength(1);
  });

  it('knows what was said before', () => {
    const history = [
      entry('ENV PIP_NO_CACHE_DIR=1', { emptyLayer: true }),
      entry('RUN pip install flask'),
      entry('WORKDIR /app', { emptyLayer: true }),
      entry('COPY a.tgz .'),
    ];

    expect(tracesOf(history)).toEqual({ 'COPY a.tgz .': [{ kind: 'adds', paths: ['/app/a.tgz'] }] });
  });

  test.each([
    ['no text', entry(null)],
    ['no layer', entry('RUN npm ci', { emptyLayer: true })],
    ['nothing that was built', entry('RUN npm ci', { isFilled: true })],
    ['nothing left', entry('RUN true')],
  ])('leaves out %s', (_reason, one) => {
    expect(tracesOf([one])).toEqual({});
  });

  it('keeps no more than an image can have layers, and does not read for ever', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => entry(`RUN rm /x${index}`));
    const large = Array.from({ length: 100 }, (_, index) => entry(`RUN rm /x${index} ${'y'.repeat(10_000)}`));

    expect(Object.keys(tracesOf(many))).toHaveLength(127);
    expect(Object.keys(tracesOf(large)).length).toBeLessThan(14);
  });
});
