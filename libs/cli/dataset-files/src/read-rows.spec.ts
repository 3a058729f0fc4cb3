import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ROW_BYTES } from './frame.ts';
import { readRows } from './read-rows.ts';
import { type RowFormat } from './row.ts';
import { bytesOf, chunksOf, readable, rowsOf, unreadable } from './testing/chunks.ts';

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('a,b', 'say "hi"', 'two\nlines', '\\', '{', '}', '[', ']', '"', '  ', '✓ é'),
);
const anyRows = fc.array(fc.record({ query: cell, age: cell }), { minLength: 1, maxLength: 8 });
const anyCuts = fc.array(fc.nat(), { maxLength: 12 });

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const WRITERS: Record<string, [RowFormat, (rows: { query: string; age: string }[]) => string]> = {
  'a compact array': ['json-array', (rows) => JSON.stringify(rows)],
  'a pretty array': ['json-array', (rows) => JSON.stringify(rows, null, 2)],
  'JSON lines': ['jsonl', (rows) => rows.map((row) => JSON.stringify(row)).join('\n')],
  CSV: [
    'csv',
    (rows) =>
      ['query,age', ...rows.map((row) => `${quoted(row.query)},${quoted(row.age)}`)].join('\r\n') + '\r\n',
  ],
};

describe.each(Object.entries(WRITERS))('readRows of %s', (_, [format, write]) => {
  it('gives every row back, wherever chunks end and whatever is told of the format', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyCuts, fc.boolean(), async (rows, cuts, told) => {
        const chunks = chunksOf(bytesOf(write(rows)), cuts);
        const read = await rowsOf(chunks, told ? { format } : {});
        expect(readable(read)).toEqual(rows);
        expect(read.map((row) => row.number)).toEqual(rows.map((_row, index) => index + 1));
      }),
    );
  });

  it('gives the same for any bytes, wherever chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyCuts, fc.uint8Array(), fc.nat(), async (rows, cuts, noise, at) => {
        const whole = bytesOf(write(rows));
        const place = at % whole.length;
        const damaged = Buffer.concat([whole.subarray(0, place), noise, whole.subarray(place)]);
        const outcome = async (content: Iterable<Uint8Array>): Promise<unknown> =>
          rowsOf(content, { format }).catch((error: unknown) => String(error));
        expect(await outcome(chunksOf(damaged, cuts))).toEqual(await outcome([damaged]));
      }),
    );
  });

  it('passes over a row of 100 MB and reads the next', async () => {
    const text = write([
      { query: 'first', age: '1' },
      { query: 'HUGE', age: '2' },
      { query: 'last', age: '3' },
    ]);
    const [before = '', after = ''] = text.split('HUGE');
    const filler = bytesOf('x'.repeat(1_000_000));
    function* chunks(): Generator<Uint8Array> {
      yield bytesOf(before);
      for (let megabyte = 0; megabyte < 100; megabyte++) yield filler;
      yield bytesOf(after);
    }
    const rows = await rowsOf(chunks());
    expect(readable(rows)).toEqual([
      { query: 'first', age: '1' },
      { query: 'last', age: '3' },
    ]);
    expect(unreadable(rows)).toEqual([
      `2: the row is longer than ${MAX_ROW_BYTES} bytes, the most that is read`,
    ]);
  });

  it('refuses only the row with a wrong encoding', async () => {
    const text = write([
      { query: 'first', age: '1' },
      { query: 'WRONG', age: '2' },
      { query: 'last', age: '3' },
    ]);
    const [before = '', after = ''] = text.split('WRONG');
    const latin1 = Buffer.concat([bytesOf(before), Buffer.from('Café', 'latin1'), bytesOf(after)]);
    const rows = await rowsOf(latin1);
    expect(readable(rows)).toEqual([
      { query: 'first', age: '1' },
      { query: 'last', age: '3' },
    ]);
    expect(unreadable(rows)).toEqual(['2: the row is not valid UTF-8']);
  });

  it('reads on after a byte order mark', async () => {
    const rows = [{ query: 'q', age: '1' }];
    expect(readable(await rowsOf(`\uFEFF${write(rows)}`))).toEqual(rows);
    const spaced = bytesOf(`\uFEFF\n\n\n${write(rows)}`);
    for (let cut = 0; cut < 10; cut++) {
      expect(readable(await rowsOf(chunksOf(spaced, [cut])))).toEqual(rows);
    }
  });

  it('refuses UTF-16 as a whole, in plain words', async () => {
    const text = write([{ query: 'q', age: '1' }]);
    for (const content of [`\uFEFF${text}`, text]) {
      await expect(rowsOf(Buffer.from(content, 'utf16le'))).rejects.toThrow(
        'file: is UTF-16 or UTF-32, only UTF-8 is read; convert it first',
      );
    }
  });
});

describe('readRows', () => {
  it('finds no rows in an empty or blank file', async () => {
    for (const content of ['', ' ', '\n\n   \r\n', '\uFEFF', '[]', '[ ]\n', 'query,age\n']) {
      expect(await rowsOf(content)).toEqual([]);
    }
  });

  it('lets the name decide where the content could mislead', async () => {
    const text = '"[sic]",age\n{x},7\n';
    expect(readable(await rowsOf(text, { fileName: 'rows.CSV' }))).toEqual([{ '[sic]': '{x}', age: '7' }]);
    expect(unreadable(await rowsOf('[1]\n', { fileName: 'rows.jsonl' }))).toEqual([
      '1: the row is not a JSON object',
    ]);
    expect(readable(await rowsOf('  \n [{"a":1}]', { fileName: 'rows.json' }))).toEqual([{ a: 1 }]);
  });

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) yield await Promise.resolve(bytesOf('{"query":"again"}\n'));
    }
    const reason = new Error('enough');
    let seen = 0;
    const reading = (async (): Promise<void> => {
      for await (const _row of readRows(endless(), { signal: controller.signal })) {
        if (++seen === 3) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toBe(3);
  });

  it('never quotes a row in a reason', async () => {
    const canary = 'canary';
    const broken = [
      `{"query":"${canary}`,
      `"${canary}" x,1`,
      `[${canary}]`,
      `{${canary}}`,
      `query\n"${canary}`,
    ];
    for (const content of broken) {
      const rows = await rowsOf(content).catch((error: unknown) => String(error));
      expect(JSON.stringify(rows)).not.toContain(canary);
    }
  });

  it('takes rows from a source that reuses its buffer', async () => {
    const shared = Buffer.alloc(5);
    function* chunks(): Generator<Uint8Array> {
      const bytes = bytesOf('[{"query":"first"},{"query":"second"}]');
      for (let at = 0; at < bytes.length; at += shared.length) {
        const part = bytes.subarray(at, at + shared.length);
        shared.set(part);
        yield shared.subarray(0, part.length);
      }
    }
    const rows = await rowsOf(chunks());
    expect(readable(rows)).toEqual([{ query: 'first' }, { query: 'second' }]);
  });
});
