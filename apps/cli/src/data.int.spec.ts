import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { syntheticPosts } from '@rookery/cli-reddit-dumps/testing';
import { zstdCompressSync } from 'node:zlib';
import { Command, type Finished } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

let folder: string;
let platform: RunningPlatform;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-data-'));
  platform = await RunningPlatform.start();
}, 60_000);
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
}, 30_000);

const rookery = (...words: string[]): Promise<Finished> =>
  new Command(words, { ROOKERY_ADDRESS: platform.address, ROOKERY_DATA: platform.folder }).finished();
const at = (name: string): string => join(folder, name);

describe('rookery synthesize', () => {
  it('makes rows that lie as the network has them, says what was dropped, and lists and erases the job', async () => {
    const made = await rookery(
      'synthesize',
      '--data-set',
      'made',
      '--profiles',
      '70',
      '--queries',
      '5',
      '--seed',
      '4',
    );
    expect({ exit: made.exit, stderr: made.stderr }).toEqual({
      exit: 0,
      stderr: expect.stringMatching(
        /dataSets\/made: 350 queries of 70 profiles, 0 profiles failed, succeeded/,
      ),
    });
    expect(made.stdout).toMatch(
      /^SIMULATED: syntheses\/\S+, made with profile-network@1, situations@1, synthesize-queries@1/,
    );
    expect(made.stdout).toMatch(/Relationship +10 +50/);
    expect(made.stdout).toMatch(/states profile +\d+ +\d/);
    expect(made.stdout).toContain('In balance: no test is below 0.01.');
    const name = /syntheses\/\S+(?=,)/.exec(made.stdout)?.[0] ?? '';
    expect((await rookery('synthesize', '--report', name)).stdout).toBe(made.stdout);
    expect((await rookery('syntheses')).stdout).toMatch(/succeeded +70\/70 +0 +350 +dataSets\/made/);
    expect((await rookery('syntheses', 'delete', name)).stdout).toContain('is erased');
    expect((await rookery('data-sets')).stdout).toMatch(/dataSets\/made +350 /);
  }, 120_000);

  it('stops at a limit and goes on with --resume', async () => {
    const stopped = await rookery(
      'synthesize',
      '--data-set',
      'part',
      '--profiles',
      '30',
      '--max-calls',
      '10',
    );
    expect(stopped.exit).toBe(5);
    const name = /--resume (\S+)/.exec(stopped.stderr)?.[1] ?? '';
    const resumed = await rookery('synthesize', '--resume', name, '--max-calls', '1000');
    expect(resumed.exit).toBe(0);
    expect(resumed.stderr).toContain('dataSets/part: 300 queries of 30 profiles');
  }, 120_000);

  it.each([
    [['--given', 'age=12'], '"12" is none of 18-24'],
    [['--given', 'planet=Mars'], 'attribute=values is wanted'],
    [['--model', 'nobody'], 'no inference worker serves nobody'],
  ])('refuses %j', async (words, message) => {
    const { exit, stderr } = await rookery('synthesize', ...words);
    expect(exit).not.toBe(0);
    expect(stderr).toContain(message);
  });
});

describe('rookery data-sets', () => {
  it.each(['csv', 'parquet', 'jsonl.zst'])(
    'exports %s, which imports as the same scenarios',
    async (ending) => {
      const file = at(`made.${ending}`);
      const written = JSON.parse(
        (await rookery('data-sets', 'export', 'made', file, '--card', '--json')).stdout,
      ) as {
        rows: number;
        digest: string;
        files: string[];
      };
      expect(written).toMatchObject({
        rows: 350,
        files: [file, `${file}.card.md`, `${file}.croissant.json`],
      });
      const name = `again-${ending.replace('.', '-')}`;
      expect((await rookery('import', file, '--data-set', name)).stdout).toContain(
        '350 rows, 350 new, 0 there already',
      );
      expect((await rookery('import', file, '--data-set', 'made')).stdout).toContain(
        '0 new, 350 there already',
      );
      const card = JSON.parse((await rookery('data-sets', 'card', name, '--json')).stdout) as {
        digest: string;
      };
      expect(card.digest).toBe(written.digest);
      expect(await readFile(`${file}.card.md`, 'utf8')).toContain(written.digest);
      const metadata = JSON.parse(await readFile(`${file}.croissant.json`, 'utf8')) as { version: string };
      expect(metadata.version).toBe(`1.0.0+${written.digest.slice(0, 12)}`);
    },
    60_000,
  );

  it('makes twins and ladders, which are exported and imported as such', async () => {
    expect((await rookery('data-sets', 'twins', 'made')).stdout).toMatch(
      /dataSets\/made -> dataSets\/made-twins: 350 scenarios, \d+ new, 0 there already/,
    );
    await rookery('data-sets', 'ladder', 'made', '--into', 'made-twins');
    const file = at('derived.csv');
    await rookery('data-sets', 'export', 'made-twins', file);
    expect((await rookery('import', file, '--data-set', 'made-twins')).stdout).toContain(' 0 new,');
    const card = (await rookery('data-sets', 'card', 'made-twins')).stdout;
    expect(card).toContain('| on a ladder of disclosure | 1,400 |');
  }, 60_000);

  it('says what a name of a file has to be like, and that a set is not there', async () => {
    expect(await rookery('data-sets', 'export', 'made', at('made.xlsx'))).toMatchObject({ exit: 2 });
    expect(await rookery('data-sets', 'card', 'nothing')).toMatchObject({ exit: 3 });
  });
});

describe('rookery reddit', () => {
  it('makes rows of a dump, goes on where it stopped, and puts texts back into a release', async () => {
    const posts = [...syntheticPosts(5).take(3000)].map((post) => JSON.stringify(post)).join('\n');
    const dump = at('RS_made.zst');
    await writeFile(dump, zstdCompressSync(posts));
    const out = at('reddit');
    const part = await rookery('reddit', 'build', dump, '--out', out, '--limit', '20', '--json');
    expect({ exit: part.exit, stderr: part.stderr }).toEqual({ exit: 0, stderr: '' });
    const first = JSON.parse(part.stdout) as Record<string, number>;
    expect(first['taken']).toBeGreaterThanOrEqual(20);
    const whole = JSON.parse(
      (await rookery('reddit', 'build', dump, '--out', out, '--json')).stdout,
    ) as Record<string, unknown>;
    expect(whole).toMatchObject({ lines: 3000, simulated: true });
    const lines = async (name: string): Promise<string[]> =>
      (await readFile(join(out, name), 'utf8')).trim().split('\n');
    const rows = await lines('rows.jsonl');
    expect(rows).toHaveLength(Number(whole['taken']));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.join('')).not.toMatch(/@example\.com|u\/reader|Miller|Wilson|Garcia/);
    expect((await lines('release.jsonl')).join('')).not.toContain('spring');
    expect(JSON.parse((await lines('provenance.jsonl'))[0] ?? '')).toMatchObject({ model: 'sim/gpt-4o' });
    const hydrated = at('hydrated.jsonl');
    const back = await rookery(
      'reddit',
      'hydrate',
      join(out, 'release.jsonl'),
      dump,
      '--out',
      hydrated,
      '--json',
    );
    expect(JSON.parse(back.stdout)).toMatchObject({ rows: rows.length, changed: 0, missing: 0 });
    expect((await readFile(hydrated, 'utf8')).trim().split('\n').sort()).toEqual([...rows].sort());
    expect((await rookery('import', hydrated)).stdout).toContain(`${rows.length} rows, ${rows.length} new`);
  }, 120_000);
});
