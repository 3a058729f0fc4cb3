import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readRows } from './read-rows.ts';
import { readable, rowsOf, sentencesOf, unreadable } from './testing/chunks.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
const filler = [...Array(600).keys()].map((at) => (at * 37) % 256);
const packed = gzipSync(JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ query: `number ${at}` }))));
const frames = zstdCompressSync('query\n' + 'What now?\n'.repeat(500));

describe('a file that is no file of rows is refused once, by what it is and with what to do', () => {
  it.each<[string, Buffer, RegExp]>([
    [
      'Parquet',
      bytes('PAR1', filler),
      /is a Parquet file, which is read as a file of its own, neither packed nor piped/,
    ],
    [
      'an Excel workbook',
      bytes('PK\x03\x04', [20, 0], '[Content_Types].xml', filler),
      /\.xlsx\); save the sheet as/,
    ],
    ['an old Excel workbook', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', filler), /old Excel workbook/],
    [
      'a spreadsheet of LibreOffice',
      bytes('PK\x03\x04', filler.slice(0, 26), 'mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      /\.ods\); save the sheet as "CSV UTF-8"/,
    ],
    ['a zip archive', bytes('PK\x03\x04', [20, 0], 'rows.csv', filler), /is a zip archive; unpack it/],
    ['a tar archive', bytes('rows.csv', Array(249).fill(0), 'ustar', filler), /is a tar archive; unpack it/],
    [
      'a tar archive in gzip',
      gzipSync(bytes('rows.csv', Array(249).fill(0), 'ustar', filler)),
      /with gzip, and what is in it is a tar archive/,
    ],
    [
      'Parquet in zstd',
      zstdCompressSync(bytes('PAR1', filler)),
      /packed with zstd, and what is in it is a Parquet/,
    ],
    ['gzip in gzip', gzipSync(packed), /is packed twice/],
    ['bzip2', bytes('BZh91AY', filler), /packed with bzip2; unpack it first; gzip and zstd are read/],
    ['xz', bytes('\xfd7zXZ\0', filler), /packed with xz/],
    ['7-Zip', bytes("7z\xbc\xaf'\x1c", filler), /7-Zip archive/],
    ['Arrow', bytes('ARROW1\0\0', filler), /an Arrow file/],
    ['a data set as the hub keeps it', bytes('\xff\xff\xff\xff', filler), /an Arrow stream/],
    ['a pickle', bytes('\x80\x04\x95', filler), /is a Python pickle/],
    ['NumPy', bytes('\x93NUMPY', filler), /NumPy/],
    ['SQLite', bytes('SQLite format 3\0', filler), /SQLite database/],
    ['PDF', bytes('%PDF-1.7', filler), /PDF document/],
    ['RTF', bytes('{\\rtf1 hello}'), /rich text/],
    ['a page of HTML', bytes('\n<!DOCTYPE html><html>'), /page of HTML or XML/],
    ['XML', bytes('\xef\xbb\xbf<?xml version="1.0"?>'), /page of HTML or XML/],
    [
      'a pointer of Git LFS',
      bytes('version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n'),
      /git lfs pull/,
    ],
    ['bytes of no meaning', bytes([1, 2, 3], filler), /is no text file; CSV, JSON and JSON lines are read/],
    ['UTF-32', bytes([0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0]), /is UTF-32; save it as UTF-8/],
    [
      'half a character of UTF-16',
      bytes([0xff, 0xfe, 0x5b, 0, 0x7b]),
      /is UTF-16, with half a character in it/,
    ],
    [
      'Cyrillic of Windows',
      bytes('query\n', [0xca, 0xe0, 0xea, 0x20, 0xe6, 0xe8, 0xf2, 0xfc]),
      /is neither UTF-8 nor UTF-16/,
    ],
    [
      'Japanese of Windows',
      bytes('query\n', [0x82, 0xa0, 0x82, 0xa2, 0x82, 0xa4]),
      /is neither UTF-8 nor UTF-16/,
    ],
    [
      'gzip that is cut off',
      packed.subarray(0, packed.length - 20),
      /packed with gzip and ends before its end/,
    ],
    [
      'gzip that is damaged',
      Buffer.concat([packed.subarray(0, 40), bytes(filler)]),
      /packed with gzip and damaged/,
    ],
    [
      'zstd that is cut off',
      frames.subarray(0, frames.length - 5),
      /packed with zstd and ends before its end/,
    ],
    ['zstd that is damaged', Buffer.concat([frames, bytes('nothing')]), /packed with zstd and damaged/],
    [
      'a dictionary of Python',
      bytes("{'query': 'What now?', 'age': None}\n"),
      /Python prints dictionaries.*json\.dump/,
    ],
    ['names without quotes', bytes('{query: "What now?"}'), /nearly JSON; JSON has names in double quotes/],
    [
      'columns',
      bytes('{"query":{"0":"a","1":"b"},"age":{"0":1,"1":2}}'),
      /holds columns.*to_json\(orient="records"\)/,
    ],
    ['columns apart from data', bytes('{"columns":["query"],"index":[0],"data":[["a"]]}'), /holds columns/],
    ['lists of columns', bytes('{"query":["a","b"],"age":[1,2]}'), /holds columns/],
    [
      'rows by name',
      bytes('{"p1":{"query":"a"},"p2":{"query":"b"}}'),
      /rows by their names; its rows must be a list/,
    ],
    [
      'two lists of rows',
      bytes('{"train":[{"query":"a"}],"test":[{"query":"b"}]}'),
      /"train", "test"; make a file of each/,
    ],
    ['a column twice', bytes('query;age;query\na;1;b\n'), /has the column "query" twice in its header/],
    ['nothing', bytes(''), /is empty/],
  ])('%s', async (_, content, sentence) => {
    const message = await rowsOf(content).then(
      () => 'was read',
      (error: unknown) => String(error),
    );
    expect(message).toMatch(sentence);
    expect(message).toMatch(/^RookeryError: file: (?:is|has|holds|cannot) /);
    expect(message).not.toMatch(/What now|tell my boss|\n/);
  });

  it('a bomb, before it has burst', async () => {
    const zeros = Buffer.alloc(8_000_000, ' ');
    const bomb = Buffer.concat(Array.from({ length: 20 }, () => zstdCompressSync(zeros)));
    await expect(rowsOf(bomb)).rejects.toThrow('file: unpacks to more than 250 times its size');
    expect(bomb.length).toBeLessThan(100_000);
  });
});

it('text that begins as such a file does is no such file', async () => {
  for (const name of ['ORCID', 'PAR1', 'BZhou', 'FEA1', 'ARROW1']) {
    expect(readable(await rowsOf(`${name},query\n1,q\n`))).toEqual([{ [name]: '1', query: 'q' }]);
  }
});

describe('text of another encoding', () => {
  const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

  it('is read as Windows-1252 where it is not UTF-8, and that is said once', async () => {
    const text = 'query;age\nDéjà vu à la crème?;28\nPlain words;30\nGrüße – “ja” für 5\x80;41\n'
      .replace('–', '\x96')
      .replace('“', '\x93')
      .replace('”', '\x94');
    expect(readable(await rowsOf(latin1(text)))).toEqual([
      { query: 'Déjà vu à la crème?', age: '28' },
      { query: 'Plain words', age: '30' },
      { query: 'Grüße – “ja” für 5€', age: '41' },
    ]);
    expect(await sentencesOf(latin1(text))).toEqual([
      'is not UTF-8 and was read as Windows-1252 (Latin-1); where letters come out wrong, save it as UTF-8 and import that',
    ]);
  });

  it('is told however late its first letter beyond ASCII comes', async () => {
    const text = `query\n${'Plain words.\n'.repeat(50_000)}Où?\n`;
    expect(readable(await rowsOf(latin1(text))).at(-1)).toEqual({ query: 'Où?' });
    expect(readable(await rowsOf(text)).at(-1)).toEqual({ query: 'Où?' });
  });

  it('is UTF-8 with a broken row where most letters are right', async () => {
    const rows = await rowsOf(
      Buffer.concat([Buffer.from('query\nOù?\n'), latin1('Où?\n'), Buffer.from('Où?\n')]),
    );
    expect(readable(rows)).toEqual([{ query: 'Où?' }, { query: 'Où?' }]);
    expect(unreadable(rows)).toEqual(['2: the row is not valid UTF-8']);
  });

  it('is UTF-16 by its mark or by its zeros, in any language', async () => {
    const text = 'query,age\n彼は何を言ったの？,28\n"Что делать?",30\n🙂?,31\n';
    const wide = Buffer.from(text, 'utf16le');
    const expected = readable(await rowsOf(text));
    expect(expected).toHaveLength(3);
    expect(readable(await rowsOf(wide))).toEqual(expected);
    expect(readable(await rowsOf(Buffer.from(wide).swap16()))).toEqual(expected);
  });
});

describe('a stream', () => {
  it('is closed when the file is refused by its beginning, or left early', async () => {
    const line = 'query,query\n'.repeat(40_000);
    const contents = [
      bytes('PAR1', filler),
      gzipSync(bytes('PAR1', filler)),
      gzipSync(line),
      Buffer.from(line),
    ];
    for (const content of contents) {
      let isClosed = false;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        try {
          for (;;) yield await Promise.resolve(content);
        } finally {
          isClosed = true;
        }
      }
      await expect(readRows(source()).next()).rejects.toThrow('file: ');
      expect(isClosed).toBe(true);
    }
  });

  it('is read no further than its rows are taken, compressed or not', async () => {
    const line = `${JSON.stringify({ query: 'q'.repeat(1000) })}\n`;
    for (const chunk of [Buffer.from(line.repeat(20)), gzipSync(line.repeat(20))]) {
      let given = 0;
      async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
        for (;;) {
          given++;
          yield await Promise.resolve(chunk);
        }
      }
      let taken = 0;
      for await (const _row of readRows(endless())) if (++taken === 2000) break;
      // 2,000 rows are 100 chunks; what is ahead of them is the sample and the buffers of the decompressor.
      expect(given).toBeLessThan(600);
    }
  });
});
