import { describe, expect, it } from '@jest/globals';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { MAX_ROW_BYTES } from './frame.ts';
import { readRows } from './read-rows.ts';
import { bytesOf, chunksOf, readable, rowsOf, unreadable } from './testing/chunks.ts';

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('a,b', 'say "hi"', 'two\nlines', '\\', '{', '}', '[', ']', '"', '  ', '✓ é'),
);
const anyRows = fc.array(fc.record({ query: cell, age: cell }), { minLength: 1, maxLength: 8 });
const anyCuts = fc.array(fc.nat(), { maxLength: 12 });

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const separated = (rows: { query: string; age: string }[], separator: string, lineEnd: string): string =>
  [
    ['query', 'age'].join(separator),
    ...rows.map((row) => [quoted(row.query), quoted(row.age)].join(separator)),
    '',
  ].join(lineEnd);
const WRITERS: Record<string, (rows: { query: string; age: string }[]) => string> = {
  'a compact array': (rows) => JSON.stringify(rows),
  'a pretty array': (rows) => JSON.stringify(rows, null, 2),
  'a list in an object': (rows) => JSON.stringify({ split: 'train', data: rows, count: rows.length }),
  'pretty objects': (rows) => rows.map((row) => JSON.stringify(row, null, 2)).join('\n'),
  'JSON lines': (rows) => rows.map((row) => JSON.stringify(row)).join('\n'),
  CSV: (rows) => separated(rows, ',', '\r\n'),
  'CSV with semicolons': (rows) => separated(rows, ';', '\n'),
  'CSV with tabs': (rows) => separated(rows, '\t', '\r'),
};

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const PACKAGES: Record<string, (text: string) => Uint8Array> = {
  gzip: (text) => gzipSync(text),
  'gzip in two parts': (text) => Buffer.concat([gzipSync(text.slice(0, 7)), gzipSync(text.slice(7))]),
  zstd: (text) => zstdCompressSync(text),
  'zstd in many frames': (text) =>
    Buffer.concat((text.match(/[^]{1,20}/gu) ?? []).map((part) => zstdCompressSync(part))),
  'UTF-8 with a mark': (text) => bytesOf(`\uFEFF${text}`),
  'UTF-16 of Windows': (text) => utf16(`\uFEFF${text}`),
  'UTF-16 the other way round': (text) => utf16(`\uFEFF${text}`).swap16(),
  'UTF-16 within gzip': (text) => gzipSync(utf16(`\uFEFF${text}`)),
};

describe.each(Object.entries(WRITERS))('readRows of %s', (_, write) => {
  it('gives every row back, wherever chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyCuts, async (rows, cuts) => {
        const chunks = chunksOf(bytesOf(write(rows)), cuts);
        const read = await rowsOf(chunks);
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
          rowsOf(content).catch((error: unknown) => String(error));
        expect(await outcome(chunksOf(damaged, cuts))).toEqual(await outcome([damaged]));
      }),
    );
  });

  it('passes over a row of 20 MB and reads the next', async () => {
    const text = write([
      { query: 'first', age: '1' },
      { query: 'HUGE', age: '2' },
      { query: 'last', age: '3' },
    ]);
    const [before = '', after = ''] = text.split('HUGE');
    const filler = bytesOf('x'.repeat(1_000_000));
    function* chunks(): Generator<Uint8Array> {
      yield bytesOf(before);
      for (let megabyte = 0; megabyte < 20; megabyte++) yield filler;
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
      { query: 'déjà vu', age: '1' },
      { query: 'WRONG', age: '2' },
      { query: 'last', age: '3' },
    ]);
    const [before = '', after = ''] = text.split('WRONG');
    const damaged = Buffer.concat([bytesOf(before), Buffer.from('Café', 'latin1'), bytesOf(after)]);
    const rows = await rowsOf(damaged);
    expect(readable(rows)).toEqual([
      { query: 'déjà vu', age: '1' },
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

  it.each(Object.entries(PACKAGES))(
    'gives every row back, packed as %s, wherever chunks end',
    async (_name, pack) => {
      await fc.assert(
        fc.asyncProperty(anyRows, anyCuts, async (rows, cuts) => {
          const packed = pack(write(rows));
          expect(readable(await rowsOf(chunksOf(packed, cuts)))).toEqual(rows);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('readRows of packed or wide text', () => {
  it.each(Object.entries(PACKAGES))(
    'does the same with damaged %s, wherever chunks end',
    async (_name, pack) => {
      const whole = pack('query,age\nWhat now?,28\n"Why, though?",30\n');
      await fc.assert(
        fc.asyncProperty(anyCuts, fc.nat(), fc.uint8Array({ maxLength: 5 }), async (cuts, at, noise) => {
          const place = at % whole.length;
          const damaged = Buffer.concat([
            whole.subarray(0, place),
            noise,
            whole.subarray(place + noise.length),
          ]);
          const outcome = async (content: Iterable<Uint8Array>): Promise<unknown> =>
            rowsOf(content).catch((error: unknown) => String(error));
          const once = await outcome([damaged]);
          expect(await outcome(chunksOf(damaged, cuts))).toEqual(once);
          if (typeof once === 'string') expect(once).toMatch(/^RookeryError: file: /);
        }),
      );
    },
  );
});

describe('readRows', () => {
  it.each([
    ...['', ' ', '\n\n   \r\n', '\uFEFF', ' '.repeat(100_000)].map((text) => [
      text,
      'is empty: there is nothing',
    ]),
    ...['[]', '[ ]\n', '{"data": []}'].map((text) => [text, 'holds no rows, so that there is nothing']),
    ...['query,age\n', 'query;age', 'sep=;\nquery;age\r\n', 'query\tage\n\n\n', 'query'].map((text) => [
      text,
      'has a header, and holds no rows',
    ]),
  ])('refuses a file without rows: %j', async (text, sentence) => {
    await expect(rowsOf(text)).rejects.toThrow(`file: ${sentence}`);
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
