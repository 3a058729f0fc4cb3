import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command, type Finished } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/datasets-sample.csv', import.meta.url));
const ANSWERS = fileURLToPath(new URL('../../../docs/judging-answers.csv', import.meta.url));
const RATINGS = fileURLToPath(new URL('../../../docs/judging-ratings.csv', import.meta.url));
const ROWS = [
  { query: 'Où aller?', source: 'real', scenario: 'career', age: '28', profession: 'Nurse', gender: '' },
  {
    query: 'What now, then?',
    source: 'real',
    scenario: 'health',
    age: '',
    profession: 'Baker',
    gender: 'None',
  },
];
const NAMES = Object.keys(ROWS[0] ?? {});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-import-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const separated = (separator: string, lineEnd: string): string =>
  [NAMES, ...ROWS.map((row) => Object.values(row).map((value) => `"${value}"`))]
    .map((fields) => fields.join(separator))
    .join(lineEnd);

describe('rookery import, before any platform is needed', () => {
  const rookery = (...words: string[]): Promise<Finished> =>
    new Command(['import', ...words], {
      ROOKERY_DATA: join(folder, 'none'),
      ROOKERY_ADDRESS: '127.0.0.1:1',
    }).finished();

  it('shows the first rows of the sample file as they would be taken', async () => {
    const { exit, stdout, stderr } = await rookery(SAMPLE, '--dry-run');
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain(
      '4 of 4 rows would be taken, 0 rejected, 0 without a known domain; nothing was stored',
    );
    expect(stdout).toMatch(/row 1 \(source own, Career\)\n +Query +How do I tell my manager/);
    expect(stdout).not.toMatch(/unknown|not given/);
  });

  it('says once what is wrong with all rows, with suggestions', async () => {
    const file = await fileOf('jobs.csv', 'User Query,Job,Notes\nWhy?,Nurse,x\nHow?,Baker,y\n');
    const { exit, stdout, stderr } = await rookery(file, '--dry-run');
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain(`${file}: has columns that are not known: "Job" (profession?), "Notes"`);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    const options = ['--map', 'profession=job', '--ignore', 'Notes', '--source', 'real', '--json'];
    const taken = await rookery(file, '--dry-run', ...options);
    expect(JSON.parse(taken.stdout)).toMatchObject({
      taken: 2,
      rejected: 0,
      first: [
        { query: 'Why?', origin: 'real', profile: { profession: 'Nurse' } },
        { query: 'How?', origin: 'real', profile: { profession: 'Baker' } },
      ],
    });
  });

  it('never succeeds with nothing, and says of every file why', async () => {
    const files: [string, string, RegExp][] = [
      ['empty.csv', '', /empty\.csv: is empty/],
      ['header.csv', 'query,age\n', /header\.csv: has a header, and holds no rows/],
      ['list.json', '[]', /list\.json: holds no rows/],
      [
        'rejected.csv',
        'query,age\n,28\n,30\n',
        /none of its first 2 rows can be taken\n {2}rows 1, 2, query: is missing/,
      ],
      [
        'broken.jsonl',
        '{"query":\n{"query":\n',
        /none of its first 2 rows can be read \(the row is not valid JSON\)/,
      ],
      ['sheet.csv', 'PK\x03\x04 [Content_Types].xml', /sheet\.csv: is an Excel workbook/],
      [
        'paths.csv',
        'User Query,Best Path\nq,"[\'Age\']"\n',
        /"Best Path" \(planned paths, which are no part/,
      ],
      ['printed.csv', "User Query\n\"{'Queries': ['a']}\"\n", /as Python prints it, not what a person asks/],
    ];
    const names = await Promise.all(files.map(([name, content]) => fileOf(name, content)));
    const { exit, stdout, stderr } = await rookery(...names);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    for (const [, , sentence] of files) expect(stderr).toMatch(sentence);
    expect((await rookery(names[0] ?? '')).exit).toBe(2);
  });
});

describe('rookery import', () => {
  let platform: RunningPlatform;
  const rookery = (...words: string[]): Promise<Finished> =>
    new Command(words, { ROOKERY_ADDRESS: platform.address, ROOKERY_DATA: platform.folder }).finished();

  beforeAll(async () => {
    platform = await RunningPlatform.start();
  }, 120_000);
  afterAll(() => platform.close());

  it('takes the sample file', async () => {
    const { exit, stdout } = await rookery('import', SAMPLE);
    expect(exit).toBe(0);
    expect(stdout).toContain(
      'data set datasets-sample: 4 rows, 4 new, 0 there already, 0 rejected, 0 without',
    );
  });

  it('makes the same scenarios of the same rows, whatever the form of the file', async () => {
    const json = JSON.stringify(ROWS);
    const forms: [string, string | Uint8Array][] = [
      ['rows.json', json],
      ['rows.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\r\n')],
      ['list.jsonl', json],
      ['pretty.json', JSON.stringify({ rows: ROWS.map((row, row_idx) => ({ row_idx, row })) }, null, 2)],
      ['numbers.json', json.replaceAll('"28"', '28.0').replaceAll('""', 'NaN')],
      ['rows.csv', separated(',', '\r\n')],
      ['rows.txt', `sep=;\r\n${separated(';', '\r\n')}`],
      ['rows.tsv', separated('\t', '\r').replaceAll('28', '28.0')],
      ['latin.csv', Buffer.from(separated(';', '\n'), 'latin1')],
      ['wide.csv', Buffer.from(`\uFEFF${separated('\t', '\r\n')}`, 'utf16le')],
      ['rows.csv.gz', gzipSync(separated(',', '\n'))],
      ['rows.jsonl.zst', zstdCompressSync(ROWS.map((row) => JSON.stringify(row)).join('\n'))],
      ['names.csv', separated(',', '\n').replace('query', 'User Query').replace('profession', 'PROFESSION')],
    ];
    const files = await Promise.all(forms.map(([name, content]) => fileOf(name, content)));
    const { exit, stdout } = await rookery('import', '--data-set', 'forms', '--json', ...files);
    expect(exit).toBe(0);
    const summaries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(summaries.map(({ rows, accepted = 0, duplicates = 0 }) => [rows, accepted, duplicates])).toEqual([
      [2, 2, 0],
      ...forms.slice(1).map(() => [2, 0, 2]),
    ]);
  }, 60_000);

  it('takes good files beside one that cannot be read, and says what of a damaged one is in', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `Question ${Math.sin(at)}?,${at % 80}\n`).join(
      '',
    );
    const packed = gzipSync(`query,age\n${lines}`);
    const cut = await fileOf('cut.csv.gz', packed.subarray(0, packed.length - 20_000));
    const sheet = await fileOf('sheet.xlsx', Buffer.from('PK\x03\x04 xl/workbook.xml'));
    const good = await fileOf('good.csv', 'query,source\nWhy not?,real\n,real\n');
    const { exit, stdout, stderr } = await rookery('import', cut, sheet, good);
    expect(exit).toBe(2);
    expect(stdout).toMatch(
      /good\.csv -> data set good: 2 rows, 1 new, .* 1 rejected, .*\n {2}row 2, query: is missing/,
    );
    expect(stderr).toMatch(
      /cut\.csv\.gz: is packed with gzip and ends before its end.*rows before that are in data set cut/,
    );
    expect(stderr).toMatch(/sheet\.xlsx: is an Excel workbook/);
    expect((await rookery('data-sets')).stdout).toMatch(/dataSets\/good +1 /);
  }, 60_000);

  it('judges a CSV with foreign column names, and the authors own result file, with one command each', async () => {
    const foreign = await fileOf(
      'foreign.csv',
      'Prompt,years,Output,Engine\nWhy now?,31,Rest first.,mine\nAnd then?,44,Call them.,\nNobody?,50,,mine\n',
    );
    const maps = ['query=Prompt', 'age=years', 'response=output', 'model=Engine'];
    const { exit, stdout, stderr } = await rookery(
      ...['judge', foreign, '--judge', 'sim/gpt-4o', '--model', 'somebody'],
      ...maps.flatMap((map) => ['--map', map]),
    );
    expect({ exit, stderr }).toEqual({ exit: 5, stderr: expect.stringContaining('2 new answers') });
    expect(stderr).toContain('row 3, response: is missing');
    expect(stdout).toMatch(/mine +given/);
    expect(stdout).toMatch(/somebody +given/);
    const name = /runs\/[\w-]+/.exec(stdout)?.[0] ?? '';

    const again = await rookery('rejudge', name, '--judge', 'sim/gpt-4o', '--seed', '5');
    expect(again.exit).toBe(0);
    expect(again.stdout).toContain('Agreement of the verdicts');
    expect(again.stdout).toMatch(
      /SIMULATED: Drift from runs\/[\w-]+ to runs\/[\w-]+: both judged by sim\/gpt-4o/,
    );
    const newer = /Drift from \S+ to (runs\/[\w-]+)/.exec(again.stdout)?.[1] ?? '';
    const drift = JSON.parse((await rookery('drift', newer, '--json')).stdout) as Record<string, unknown>;
    expect(drift).toMatchObject({ base: name, run: newer, pairs: 2, lost: 0 });

    const profile = 'Age: 35-44 years, Gender: Female, Profession: Nurse. Emotional State: Worn out..';
    const authors = await fileOf(
      'results.json',
      JSON.stringify([
        {
          Scenario: 'Scenario 1-1',
          'User Query': 'What now?',
          Background: profile,
          'Step 1 Response': 'Rest.',
          'Evaluation Step 1': 'Score: 3/5',
          'Step 2 Response': 'Call the clinic.',
          'Average Score Step 2': '3.67',
        },
      ]),
    );
    const judged = await rookery('judge', authors, '--judge', 'sim/gpt-4o');
    expect(judged.exit).toBe(0);
    expect(judged.stdout).toMatch(/given step 1 +given/);
    expect(judged.stdout).toMatch(/given step 2 +given/);
    const preview = await rookery('judge', authors, '--dry-run');
    expect(preview.stdout).toContain('2 of 2 rows would be taken, 0 rejected');
  }, 120_000);

  it('holds the judge against the ratings of people that come with the project', async () => {
    const judged = await rookery('judge', ANSWERS, '--judge', 'sim/gpt-4o');
    const run = /runs\/[\w-]+/.exec(judged.stdout)?.[0] ?? '';
    const put = await rookery('ratings', 'import', run, RATINGS);
    expect({ exit: put.exit, stdout: put.stdout }).toEqual({
      exit: 0,
      stdout: expect.stringMatching(/: \d+ new ratings, 0 replaced, 0 rows rejected/),
    });
    expect((await rookery('ratings', 'import', run, RATINGS)).stdout).toMatch(
      /: 0 new ratings, \d+ replaced/,
    );
    const { exit, stdout } = await rookery('agreement', run, '--calibration');
    expect(exit).toBe(0);
    expect(stdout).toContain('SIMULATED: Agreement of sim/gpt-4o with people');
    expect(stdout).toMatch(/Krippendorff's alpha, ordinal +-?\d\.\d\d/);
    expect(stdout).toMatch(/example-assistant +given +\d\.\d\d/);
    expect(stdout).toContain('Annotators: anna, ben, chris.');
    expect(stdout).toContain('mean squared error of the judge');
    expect((await rookery('report', run)).stdout).toContain('Mean score as people would give it');

    const file = join(folder, 'ratings-out.csv');
    const written = Number(/(\d+) ratings/.exec((await rookery('ratings', 'export', run, file)).stdout)?.[1]);
    expect((await rookery('ratings', 'import', run, file)).stdout).toContain(
      `0 new ratings, ${written} replaced`,
    );

    // Drawing and rating blind, over a pipe: two answers, the second without a feeling, then the end of input.
    expect((await rookery('ratings', 'draw', run, '--count', '3')).stdout).toMatch(
      /^3 of 30 answers are drawn/,
    );
    const label = await new Command(
      ['ratings', 'label', run, '--annotator', 'dora'],
      { ROOKERY_ADDRESS: platform.address, ROOKERY_DATA: platform.folder },
      '4\n9\n5\n3\n2\n\n1\n',
    ).finished();
    expect({ exit: label.exit, stderr: label.stderr }).toMatchObject({ exit: 0 });
    expect(label.stderr).toContain('a number from 1 to 5');
    expect(label.stderr).toContain('2 answers were rated');
    expect(label.stdout).not.toContain('example-assistant');
    expect((await rookery('ratings', 'delete', run, '--annotator', 'dora')).stdout).toBe(
      '2 ratings are erased\n',
    );
  }, 120_000);
});
