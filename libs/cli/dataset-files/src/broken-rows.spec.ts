import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readable, rowsOf, unreadable } from './testing/chunks.ts';

const row = (name: string): Record<string, unknown> => ({
  query: `What about ${name}?`,
  profile: { age: '28', gender: 'Female' },
  situation: name,
});
const NAMES = ['one', 'two', 'three', 'four', 'five'];
const VICTIM = 2;

describe('a broken element of a JSON array', () => {
  const styles: [string, (value: unknown) => string, string][] = [
    ['compact', (value) => JSON.stringify(value), ','],
    ['one a line', (value) => JSON.stringify(value), ',\n'],
    ['pretty', (value) => JSON.stringify(value, null, 2), ',\n'],
  ];

  it.each(styles)(
    'costs itself and at most its follower, wherever it is cut off (%s)',
    async (_, write, comma) => {
      const whole = write(row('three'));
      const spared = new Set<string>();
      for (let length = 1; length < whole.length; length++) {
        const elements = NAMES.map((name, index) =>
          index === VICTIM ? whole.slice(0, length) : write(row(name)),
        );
        const rows = await rowsOf(`[${elements.join(comma)}]`);
        const names = readable(rows).map((columns) => (columns as { situation: string }).situation);
        expect(names.filter((name) => name !== 'four')).toEqual(['one', 'two', 'five']);
        expect(unreadable(rows).length).toBeGreaterThan(0);
        if (names.includes('four')) spared.add(whole.slice(0, length));
      }
      // The follower is lost only where the rest goes on as valid JSON: right after a ":", or inside a string.
      expect(spared.size / whole.length).toBeGreaterThan(0.8);
    },
  );

  it.each([
    ['a raw line break in a string', '{"query":"two\nlines","age":"1"}'],
    ['quotes that are not escaped', '{"query":"he said "no" to me","age":"1"}'],
    ['an extra closing brace', '{"query":"x"}}'],
    ['a missing closing brace', '{"query":"x","profile":{"age":"1"}'],
    ['a missing value', '{"query":,"age":"1"}'],
    ['a stray bracket', '{"query":"x","age":["1"}'],
    ['a lone closing bracket', '{"query":"x",]'],
    ['a word', 'nonsense'],
    ['a number', '17'],
    ['a text', '"{"'],
  ])('costs itself alone: %s', async (_, broken) => {
    for (const comma of [',', ',\n']) {
      const text = `[${['{"query":"a"}', broken, '{"query":"b"}', '{"query":"c"}'].join(comma)}]`;
      const rows = await rowsOf(text);
      expect(readable(rows)).toEqual([{ query: 'a' }, { query: 'b' }, { query: 'c' }]);
      expect(unreadable(rows)).toHaveLength(1);
      expect(rows[1]).toHaveProperty('unreadable');
    }
  });

  it('reads elements without a comma between them, and a trailing comma', async () => {
    expect(readable(await rowsOf('[{"a":1}{"a":2}\n{"a":3},]'))).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it('says where a file was cut off', async () => {
    const cutInRow = await rowsOf('[{"a":1},\n{"a":"unfin');
    expect(readable(cutInRow)).toEqual([{ a: 1 }]);
    expect(unreadable(cutInRow)).toEqual(['2: the file ends in the middle of this row']);
    const cutBetween = await rowsOf('[{"a":1},\n');
    expect(readable(cutBetween)).toEqual([{ a: 1 }]);
    expect(unreadable(cutBetween)).toEqual([
      '2: the file ends before the array is closed; rows after this one may be missing',
    ]);
  });

  it('holds deep nesting to its row', async () => {
    const deep = `{"a":${'['.repeat(5000)}`;
    const closed = `${deep}${']'.repeat(5000)}}`;
    expect(readable(await rowsOf(`[${closed},{"b":1}]`)).at(-1)).toEqual({ b: 1 });
    expect(readable(await rowsOf(`[{"b":1},${deep}`))).toEqual([{ b: 1 }]);
  });
});

describe('a broken line of JSON lines', () => {
  it('is one though it is the first, or one of many', async () => {
    expect(unreadable(await rowsOf('{"query":\n{"query":"b"}\n'))).toEqual(['1: the row is not valid JSON']);
    const all = await rowsOf('{"query":\n{"query":"b\n{"query\n');
    expect(unreadable(all)).toHaveLength(3);
  });

  it('costs itself alone, the last one too', async () => {
    const rows = await rowsOf('{"a":1}\n{"a":\n\n[1]\n"text"\n{"a":2}\n{"a":"half wri');
    expect(readable(rows)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(unreadable(rows)).toEqual([
      '2: the row is not valid JSON',
      '3: the row is not a JSON object',
      '4: the row is not a JSON object',
      '6: the row is not valid JSON',
    ]);
  });
});

describe('a broken record of CSV', () => {
  it('costs itself alone', async () => {
    const rows = await rowsOf('query,age\na,1\nb\nc,2,3\n"d"x,4\ne"e,5\nf,6\n"g,h\n');
    expect(readable(rows)).toEqual([
      { query: 'a', age: '1' },
      { query: 'f', age: '6' },
    ]);
    expect(unreadable(rows)).toEqual([
      '2: the row has 1 fields, the header has 2',
      '3: the row has 3 fields, the header has 2',
      '4: text follows a quoted field; fields are separated by commas',
      '5: a quote stands inside a field that is not quoted',
      '7: a quoted field is not closed',
    ]);
  });

  it('is left behind where a later row shows that its quote was never closed', async () => {
    const rows = await rowsOf('query,age\n"a,1\nb,2\n"c",3\n"d",4\n');
    expect(readable(rows)).toEqual([
      { query: 'c', age: '3' },
      { query: 'd', age: '4' },
    ]);
    expect(unreadable(rows)).toEqual(['1: a quoted field is not closed, so the row runs into the next one']);
  });

  it('numbers its rows without gaps, whatever the quotes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('"', ',', '\n', 'x', '\r'), { maxLength: 200 }),
        async (parts) => {
          const rows = await rowsOf(`query\nfirst\n${parts.join('')}`);
          expect(rows.map((one) => one.number)).toEqual(rows.map((_, index) => index + 1));
        },
      ),
    );
  });

  it('refuses the file when its header means nothing', async () => {
    await expect(rowsOf('query,query\na,b\n')).rejects.toThrow(
      'file: has the column "query" twice in its header; rename one',
    );
    await expect(rowsOf('"query\na,b\n')).rejects.toThrow(
      'file: cannot be read: in its header a quoted field is not closed',
    );
  });
});
