import { describe, expect, it } from '@jest/globals';
import { readRows } from './read-rows.ts';
import { readable, rowsOf, sentencesOf, unreadable } from './testing/chunks.ts';

const TWO = [
  { query: 'What now?', age: '28' },
  { query: 'Why, though?', age: '30' },
];

describe('several lists of one kind', () => {
  it.each([1, 7, 4096])('are read one after the other, in chunks of %d bytes', async (size) => {
    const file = {
      metadata: { total_scenarios: 3, notes: ['{"query": "no row"}'] },
      good_scenarios: [{ query: 'One?' }, { query: 'Two, "and a half"?' }],
      borderline_scenarios: [],
      unsafe_scenarios: [{ query: 'Three?' }],
      after: 'the end',
    };
    const bytes = Buffer.from(JSON.stringify(file, undefined, 2));
    async function* chunks(): AsyncGenerator<Uint8Array, void> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const rows: unknown[] = [];
    for await (const row of readRows(chunks()))
      rows.push('columns' in row ? row.columns['query'] : row.unreadable);
    expect(rows).toEqual(['One?', 'Two, "and a half"?', 'Three?']);
  });
});

describe('a file of JSON', () => {
  it.each([
    ['a list', '[{"query":"What now?","age":"28"},{"query":"Why, though?","age":"30"}]'],
    ['a list over several lines', JSON.stringify(TWO, null, 2)],
    ['one object a line', '{"query":"What now?","age":"28"}\n{"query":"Why, though?","age":"30"}\n'],
    [
      'the same with carriage returns alone',
      '{"query":"What now?","age":"28"}\r{"query":"Why, though?","age":"30"}\r',
    ],
    ['objects over several lines', TWO.map((row) => JSON.stringify(row, null, 4)).join('\n')],
    ['objects with commas between', TWO.map((row) => JSON.stringify(row, null, 4)).join(',\n')],
    ['a list as a member', JSON.stringify({ data: TWO })],
    ['a list as a member, over several lines', JSON.stringify({ name: 'x', data: TWO, size: 2 }, null, 2)],
    ['a list deep inside', JSON.stringify({ response: { page: 1, items: TWO } })],
    ['a list under a name of its own', JSON.stringify({ people: TWO, about: { tags: ['a'], by: {} } })],
    [
      'a list as a member, one element a line',
      `{"rows": [\n${TWO.map((row) => JSON.stringify(row)).join(',\n')}\n]}`,
    ],
    [
      "the hub's viewer",
      JSON.stringify({
        features: [{ feature_idx: 0, name: 'query', type: { dtype: 'string' } }],
        rows: TWO.map((row, row_idx) => ({ row_idx, row, truncated_cells: [] })),
        num_rows_total: 2,
        partial: false,
      }),
    ],
    [
      "GraphQL's nodes",
      JSON.stringify({ data: { people: { edges: TWO.map((node) => ({ cursor: 'x', node })) } } }),
    ],
    [
      'JSON:API',
      JSON.stringify({ data: TWO.map((attributes, at) => ({ type: 'row', ref: at, attributes })) }),
    ],
    [
      "Airtable's records",
      JSON.stringify({ records: TWO.map((fields) => ({ createdTime: '2026', fields })) }),
    ],
    [
      'hits of a search',
      JSON.stringify({ hits: { hits: TWO.map((_source) => ({ _index: 'x', _source })) } }),
    ],
    ['files put together, marks and all', TWO.map((row) => `\uFEFF${JSON.stringify(row)}\n`).join('')],
    ['what pandas writes as a table', JSON.stringify({ schema: { fields: [{ name: 'query' }] }, data: TWO })],
    ['two lists one after another', `[${JSON.stringify(TWO[0])}]\n[${JSON.stringify(TWO[1])}]`],
    ['a list that is indented', `\n\n  ${JSON.stringify(TWO)}`],
  ])('is read as %s', async (_, text) => {
    expect(await rowsOf(text)).toEqual(TWO.map((columns, index) => ({ number: index + 1, columns })));
  });

  it('is read as one row when it is one object, over one line or several', async () => {
    const row = { query: 'q', messages: [{ role: 'user' }], profile: { age: 28 } };
    for (const text of [JSON.stringify(row), `${JSON.stringify(row)}\n`, JSON.stringify(row, null, 2)]) {
      expect(await rowsOf(text)).toEqual([{ number: 1, columns: row }]);
    }
  });

  it('is read as one row when it has several queries of one person', async () => {
    const row = { User_Profile: { Age: '28' }, Queries: ['a', 'b'] };
    expect(readable(await rowsOf(JSON.stringify(row, null, 2)))).toEqual([row]);
  });

  it('reads NaN and Infinity, as pandas writes them, as values that are missing', async () => {
    const rows = await rowsOf(
      '[{"query":"NaN, Infinity","age":NaN,"n":[-Infinity,Infinity]},\n{"query":"q","age": NaN}]',
    );
    expect(readable(rows)).toEqual([
      { query: 'NaN, Infinity', age: null, n: [null, null] },
      { query: 'q', age: null },
    ]);
    expect(readable(await rowsOf('{"query":"a","age":NaN}\n{"query":"b","age":NaN}'))).toHaveLength(2);
  });

  it('refuses a row with the same name twice, by the name', async () => {
    const rows = await rowsOf(
      [
        '{"query":"a","age":"1","age":"2"}',
        '{"query":"a","\\u0061ge":"1","age":"2"}',
        '{"query":"a","profile":{"age":"1","age":"2"}}',
        '{"query":"a","profile":{"canary":"1","canary":"2"}}',
        '{"query":"a \\"age\\": \\"age\\":","age":"1","o":{"age":{"age":1}},"l":[{"age":1},{"age":1}]}',
      ].join('\n'),
    );
    expect(unreadable(rows)).toEqual([
      '1: the row has "age" twice',
      '2: the row has "age" twice',
      '3: the row has "age" twice',
      '4: the row has a name twice',
    ]);
    expect(readable(rows)).toHaveLength(1);
  });

  it('says that cells were cut off by the viewer of the hub, and that a second list was not read', async () => {
    const rows = [{ row_idx: 0, row: { query: 'q' }, truncated_cells: ['query'] }];
    expect(unreadable(await rowsOf(JSON.stringify({ rows })))).toEqual([
      "1: the hub's viewer cut off cells of the row; download the file itself",
    ]);
    const filler = 'x'.repeat(80_000);
    const two = await rowsOf(JSON.stringify({ train: [{ query: filler }], test: [{ query: 'b' }] }));
    expect(unreadable(two)).toEqual([
      '2: another list of rows follows in the file, and was not read; make a file of it',
    ]);
  });

  it('holds limits on nesting and on columns, each with a sentence', async () => {
    const deep = `{"query":"q","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`c${index}`, 1])),
    );
    expect(unreadable(await rowsOf([deep, wide, '{"query":"q"}'].join('\n')))).toEqual([
      '1: the row is nested more than 32 levels deep',
      '2: the row has more than 1000 columns',
    ]);
  });
});

describe('a file of separated values', () => {
  it.each([
    ['commas', 'query,age\nWhat now?,28\n"Why, though?",30\n'],
    ['semicolons', 'query;age\nWhat now?;28\nWhy, though?;30\n'],
    ['a table of Markdown', '|query|age|\n|:--|---:|\n|What now?|28|\n|Why, though?|30|\n'],
    ['tabs', 'query\tage\nWhat now?\t28\nWhy, though?\t30\n'],
    ['bars', 'query|age\nWhat now?|28\nWhy, though?|30\n'],
    ['a separator that Excel names', 'sep=;\r\nquery;age\r\nWhat now?;28\r\nWhy, though?;30\r\n'],
    ['one that only Excel would name', 'sep=~\nquery~age\nWhat now?~28\nWhy, though?~30'],
    ['carriage returns alone', 'query,age\rWhat now?,28\r"Why, though?",30\r'],
    ['both line ends together', 'query,age\r\nWhat now?,28\r\n"Why, though?",30'],
    [
      'blank lines, and lines of separators alone',
      '\n\n query ,age\n\nWhat now?,28\n,\n"Why, though?",30\n,,,\n',
    ],
    ['everything in quotes', '"query";"age"\r\n"What now?";"28"\r\n"Why, though?";"30"\r\n'],
    ['empty fields beyond the last column', 'query,age\nWhat now?,28,,\n"Why, though?",30,\n'],
  ])('is read with %s', async (_, text) => {
    expect(await rowsOf(text)).toEqual(TWO.map((columns, index) => ({ number: index + 1, columns })));
  });

  it('is told by its content, whatever a program would call the columns', async () => {
    expect(readable(await rowsOf('Frage;Alter\n"a;b";1,5\nc, d, e;2\n'))).toEqual([
      { Frage: 'a;b', Alter: '1,5' },
      { Frage: 'c, d, e', Alter: '2' },
    ]);
  });

  it('has one column where no separator has several', async () => {
    expect(readable(await rowsOf('query\nWhat, if so?\nWhy; because?\n'))).toEqual([
      { query: 'What, if so?' },
      { query: 'Why; because?' },
    ]);
  });

  it('keeps quotes that stand in a field between tabs', async () => {
    expect(readable(await rowsOf('query\tage\nHe said "no"\t28\n'))).toEqual([
      { query: 'He said "no"', age: '28' },
    ]);
  });

  it.each([
    ['pandas', ',query,age\n0,What now?,28\n1,"Why, though?",30\n'],
    ['pandas after a filter', ',query,age\n17,What now?,28\n3,"Why, though?",30\n'],
    ['pandas with tabs', '\tquery\tage\n0\tWhat now?\t28\n1\tWhy, though?\t30\n'],
    ['write.csv of R', '"","query","age"\n"1","What now?","28"\n"2","Why, though?","30"\n'],
    ['write.table of R', '"query"\t"age"\n"1"\t"What now?"\t"28"\n"2"\t"Why, though?"\t"30"\n'],
  ])('leaves out the numbers of rows that %s writes without a name, and says so', async (_, text) => {
    expect(readable(await rowsOf(text))).toEqual(TWO);
    expect(await sentencesOf(text)).toEqual([
      'numbers its rows in a first column without a name, which was left out',
    ]);
  });

  it('does not take an age for the number of a row, where a comma in the text hides a column', async () => {
    expect(
      unreadable(await rowsOf('age,query\n28,"Well, why?"\n28,Hello, why me?\n30,Well, now?\n')),
    ).toHaveLength(2);
    expect(unreadable(await rowsOf('age,query\n28,Hello, why me?\n29,Well, now?\n'))).toHaveLength(2);
  });

  it('calls any other column without a name by its place', async () => {
    expect(readable(await rowsOf('query,,age,\nq,x,28,\n'))).toEqual([
      { query: 'q', 'column 2': 'x', age: '28', 'column 4': '' },
    ]);
    expect(readable(await rowsOf(',query\nfirst,q\n'))).toEqual([{ 'column 1': 'first', query: 'q' }]);
  });

  it('holds a limit on columns', async () => {
    const header = Array.from({ length: 1001 }, (_, index) => `c${index}`).join(',');
    await expect(rowsOf(`${header}\n`)).rejects.toThrow('file: has 1001 columns, at most 1000 are read');
    expect(readable(await rowsOf(`query${','.repeat(16_000)}\nq${','.repeat(16_000)}\n`))).toHaveLength(1);
  });
});
