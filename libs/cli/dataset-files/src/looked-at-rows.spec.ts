import { describe, expect, it } from '@jest/globals';
import { chosenRows, NO_CHOICE, type ColumnChoice } from './chosen-columns.ts';
import { lookedAtRows, type LookedAtRows } from './looked-at-rows.ts';
import { readRows } from './read-rows.ts';
import { bytesOf, streamOf } from './testing/chunks.ts';

async function looked(
  text: string,
  choice: Partial<ColumnChoice> = {},
): Promise<LookedAtRows & { said: string[] }> {
  const whole = { ...NO_CHOICE, ...choice };
  const said: string[] = [];
  const rows = chosenRows(readRows(streamOf([bytesOf(text)])), whole);
  return { ...(await lookedAtRows(rows, whole, (sentence) => said.push(sentence))), said };
}

describe('the columns of a file', () => {
  it('are taken by any name', async () => {
    const { scenarios } = await looked('ID;User Query;EDUCATION;Marital-Status\n1;Why?;PhD;Single\n');
    expect(scenarios).toMatchObject([
      { query: 'Why?', profile: { education_level: 'PhD', marital_status: 'Single' } },
    ]);
  });

  it('that are not known are said once, all of them, with what they come near to', async () => {
    const rows = 'Prompt,Job,Notes,Empty\na,b,c,\nd,e,f,\n';
    await expect(looked(rows)).rejects.toThrow(
      'file: has columns that are not known: "Prompt" (query?), "Job" (profession?), "Notes". Say what it means, such as ' +
        '--map query="Prompt", or leave it out, such as --ignore "Job"; known are query, queries, source',
    );
    const choice = {
      map: new Map([['query', 'prompt'] as const, ['profession', 'Job'] as const]),
      ignore: ['NOTES'],
    };
    const { scenarios } = await looked(rows, choice);
    expect(scenarios).toMatchObject([
      { query: 'a', profile: { profession: 'b' } },
      { query: 'd', profile: { profession: 'e' } },
    ]);
  });

  it('are listed up to a bound', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `extra${at}`);
    const text = `query,${names.join(',')}\nq,${names.map(() => 'x').join(',')}\n`;
    await expect(looked(text)).rejects.toThrow('"extra19" and 10 more. Say');
    await expect(looked(`query,${'x'.repeat(500)}\nq,1\n`)).rejects.toThrow(
      `a column that is not known: "${'x'.repeat(60)}..."`,
    );
  });

  it('are not repeated where they may be the first row', async () => {
    for (const text of [
      'How do I tell them at work?,28\nWhy me?,30\n',
      'How do I tell my boss?\nWhy me?\n',
    ]) {
      await expect(looked(text)).rejects.toThrow(
        /none of which is known by its name\. Where the first line is a row, put a line/,
      );
      await expect(looked(text)).rejects.not.toThrow(/tell/);
    }
  });

  it('may be questions, as forms export them', async () => {
    const map = new Map([
      ['query', 'What do you want to ask?'] as const,
      ['age', 'How old are you?'] as const,
    ]);
    const text = 'Timestamp,How old are you?,What do you want to ask?\n2026,28,Why me?\n';
    const { scenarios } = await looked(text, { map, ignore: ['timestamp'] });
    expect(scenarios).toMatchObject([{ query: 'Why me?', profile: { age: '28' } }]);
  });

  it('may have any name that is chosen, a place among them', async () => {
    const { scenarios } = await looked('query,,=x\nq,Nurse,30\n', {
      map: new Map([['profession', 'column 2'] as const, ['age', '=x'] as const]),
    });
    expect(scenarios).toMatchObject([{ profile: { profession: 'Nurse', age: '30' } }]);
  });

  it('that were chosen have to be there, and alone', async () => {
    const map = new Map([['query', 'Original'] as const]);
    await expect(looked('query,age\nq,1\n', { map })).rejects.toThrow(
      'file: has the column "query" beside "Original", which was chosen for query; leave it out with --ignore "query"',
    );
    await expect(looked('text,age\nq,1\n', { map })).rejects.toThrow(
      'file: has no column "Original", which was chosen for query; its columns are "text", "age"',
    );
    const { scenarios } = await looked('query,Original\nrewritten,original\n', { map, ignore: ['query'] });
    expect(scenarios).toMatchObject([{ query: 'original' }]);
  });

  it('have to say what people ask', async () => {
    await expect(looked('age,gender\n28,Female\n')).rejects.toThrow(
      'file: has no column that says what people ask; its columns are "age", "gender"; name it with --map query=COLUMN',
    );
  });
});

describe('a source', () => {
  it('is what was chosen where a row has none, else own, which is said', async () => {
    const text = 'query,source\na,real\nb,\n';
    const own = await looked(text);
    expect(own.scenarios.map(({ origin }) => origin)).toEqual(['real', 'own']);
    expect(own.said).toEqual([
      expect.stringMatching(/^has rows without a source, which are taken for your own/),
    ]);
    const chosen = await looked(text, { source: 'synthetic' });
    expect(chosen.scenarios.map(({ origin }) => origin)).toEqual(['real', 'synthetic']);
    expect(chosen.said).toEqual([]);
  });
});

describe('rows', () => {
  it('are judged by the first thousand', async () => {
    const { rows, scenarios } = await looked(`query\n${'Why?\n'.repeat(1500)}`);
    expect([rows, scenarios.length]).toEqual([1000, 1000]);
  });

  it('are refused once where none can be read', async () => {
    await expect(looked('[[1],[2],[3]]')).rejects.toThrow(
      'file: holds nothing to import: none of its first 3 rows can be read (the row is not a JSON object)',
    );
    await expect(looked('{"query":"a"')).rejects.toThrow(
      'its row cannot be read (the file ends in the middle',
    );
  });

  it('are given with their reasons where some can', async () => {
    const { rejections, scenarios, said } = await looked('id,query,source\n1,a,real\n2,,real\n3\n4,b,web\n');
    expect(scenarios).toHaveLength(1);
    expect(rejections).toEqual([
      { row: 2, column: 'query', reason: 'is missing' },
      { row: 3, column: '', reason: 'the row has 1 fields, the header has 3' },
      { row: 4, column: 'source', reason: 'is not known; allowed are real, synthetic, own' },
    ]);
    expect(said).toEqual(['has columns that are not used: "id"']);
  });

  it('of several queries of one person become several, of the same number', async () => {
    const text = JSON.stringify([
      { Scenario: 'Custody Battle', User_Profile: { Age: '28' }, Queries: ['a', 'b'] },
    ]);
    const { scenarios } = await looked(text, { source: 'synthetic' });
    expect(scenarios).toMatchObject([
      { query: 'a', domain: 'relationship', profile: { age: '28' }, sourceRow: 1, origin: 'synthetic' },
      { query: 'b', domain: 'relationship', profile: { age: '28' }, sourceRow: 1, origin: 'synthetic' },
    ]);
  });
});

describe('the answers in a file', () => {
  const answers = { model: '' };

  it('are not used by an import without them, and said to be left out', async () => {
    const { scenarios, said } = await looked(
      'query,source,response,Step 1 Response\nWhy?,own,Because.,So.\n',
    );
    expect(scenarios).toHaveLength(1);
    expect(said).toEqual(['has columns that are not used: "response", "Step 1 Response"']);
  });

  it('are found by name or by --map, and wanted', async () => {
    await expect(looked('query,source\nWhy?,own\n', { answers })).rejects.toThrow(
      'has no column with answers; its columns are "query", "source"; name it with --map response=COLUMN',
    );
    const map = new Map([['response', 'Output'] as const]);
    const { scenarios, said } = await looked('query,source,output\nWhy?,own,Because.\n', { map, answers });
    expect([scenarios.length, said]).toEqual([1, []]);
  });

  it('are suggested what they may mean', async () => {
    await expect(looked('query,output,generator\nWhy?,Because.,x\n', { answers })).rejects.toThrow(
      /"output" \(response\?\), "generator" \(model\?\).*, response, model/,
    );
  });

  it('of the authors, one for each step, become rows of one number', async () => {
    const text =
      'User Query,source,Step 1 Response,Step 2 Response,Evaluation Step 1\nWhy?,own,One.,Two.,x\n';
    const rows = chosenRows(readRows(streamOf([bytesOf(text)])), {
      ...NO_CHOICE,
      answers: { model: 'qwen' },
    });
    const taken = [];
    for await (const row of rows) if ('columns' in row) taken.push([row.number, row.columns]);
    expect(taken).toMatchObject([
      [1, { model: 'qwen step 1', response: 'One.' }],
      [1, { model: 'qwen step 2', response: 'Two.' }],
    ]);
  });
});
