import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Rookery } from '@rookery/shared-client';
import { ComparisonServiceDefinition } from '@rookery/shared-contracts';
import { openDatabase, type Database } from '@rookery/shared-database';
import { silentLog } from '@rookery/shared-database/testing';
import {
  answering,
  startModelServer,
  wellBehaved,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { Collector } from './testing/collector.ts';
import { Command, type Finished } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';
import { RunningPlatform } from './testing/running-platform.ts';

/** What a person says to the agent; what a scenario holds; what models write. */
/** What a test itself stores, where anybody can read it. */
const PLAIN = 'plain-for-everybody-51c';
const [SAID, STORED, WRITTEN] = ['canary-said-51c', 'canary-stored-51c', 'canary-written-51c'];
const ANY = /canary-(?:said|stored|written)-51c/;
const writing: Behaviour = (response, request) => {
  const words = wellBehaved(request).replaceAll('"text"', `"${WRITTEN} of a verdict"`);
  answering(words.startsWith('{') ? words : `${WRITTEN} of an answer`)(response, request);
};

const collector = new Collector();
let platform: RunningPlatform;
let models: ModelServer;
let database: Database;
let variables: Record<string, string>;

const rookery = (words: readonly string[]): Promise<Finished> =>
  new Command(words, { ...variables, ROOKERY_DATA: join(platform.folder, 'data') }).finished();

beforeAll(async () => {
  models = await startModelServer();
  models.behave(writing);
  variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    OPENAI_BASE_URL: models.baseUrl,
    ROOKERY_OPENAI_MODELS: 'scripted',
    ROOKERY_METRICS_PORT: '0',
  };
  platform = await RunningPlatform.start({ ...variables, ROOKERY_LOG_LEVEL: 'trace' });
  database = await openDatabase({
    dataFolder: join(platform.folder, 'data'),
    service: 'reader',
    log: silentLog,
  });
  // A run, a conversation, a chat, a comparison of planners, and words where none belong.
  const file = join(platform.folder, 'rows.jsonl');
  const row = {
    source: 'real',
    scenario: 'career',
    query: `${STORED} of a query`,
    age: '28',
    profession: `${STORED} of a profile`,
  };
  await writeFile(file, `${JSON.stringify(row)}\n`);
  expect(await rookery(['import', file])).toMatchObject({ exit: 0 });
  const run = 'run --data-set rows --models scripted --judge scripted --statuses vanilla,agent'.split(' ');
  const ran = await rookery(run);
  expect({ exit: ran.exit, stderr: ran.stderr }).toMatchObject({ exit: 0 });
  const asked = ['ask', `${SAID} to the agent`, '--model', 'scripted', '--max-questions', '0'];
  expect(await rookery(asked)).toMatchObject({ exit: 0 });
  await complete({ model: 'scripted', messages: [{ role: 'user', content: `${SAID} in a chat` }] });
  await compare();
}, 240_000);

afterAll(async () => {
  await database.close();
  await platform.close();
  await models.close();
  collector.close();
}, 120_000);

/** Planners on what a person asks and is. */
async function compare(): Promise<void> {
  await using client = new Rookery({ address: platform.address });
  const comparisons = client.service(ComparisonServiceDefinition);
  const { comparison } = await comparisons.comparePlanners({
    spec: {
      contenders: [{ planner: 'random' }],
      checkpoints: [1],
      live: { answerModel: 'scripted', judgeModel: 'scripted', depth: 2, replicates: 1 },
    },
    queries: ['one', 'another'].map((words) => ({
      query: `${STORED} of ${words}`,
      profile: { values: { age: '30', profession: `${STORED} of ${words}` } },
    })),
  });
  const states = comparisons.watchComparison({ name: comparison?.name ?? '' });
  const [end] = (await Array.fromAsync(states)).slice(-1);
  expect(end?.comparison).toMatchObject({ searchesDone: 2 });
}

async function complete(body: object): Promise<string> {
  const response = await fetch(`${platform.openAi}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.text();
}

async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A file of a running database may be gone by now.
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined) found.set(path, bytes);
  }
  return found;
}

describe('what people say and models write', () => {
  it('is in no log of any process, however much these tell', async () => {
    const logs = await filesBelow(join(platform.folder, 'data/logs'));
    expect(logs.size).toBe(6);
    for (const [path, bytes] of logs) {
      expect(bytes.length).toBeGreaterThan(100);
      expect({ path, found: ANY.exec(bytes.toString())?.[0] }).toEqual({ path, found: undefined });
    }
  });

  it('is in no metric and no span', async () => {
    let read = 0;
    for (const [, bytes] of await filesBelow(join(platform.folder, 'data/logs'))) {
      const address = [...bytes.toString().matchAll(/"metrics":"([^"]+)"/g)].at(-1)?.[1];
      if (address === undefined) continue;
      const text = await (await fetch(`http://${address}/metrics`)).text();
      expect(text).toContain('rookery_');
      expect(text).not.toMatch(ANY);
      read += 1;
    }
    expect(read).toBe(6);
    await collector.until(() => collector.spans.some(({ name }) => name === 'verdict'));
    await pause(2_500);
    expect(collector.spans.some(({ name }) => name === 'turn')).toBe(true);
    expect(JSON.stringify(collector.spans)).not.toMatch(ANY);
  });

  it('is in no command line and no environment of a process', async () => {
    const lines = processesMentioning(platform.folder);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toMatch(ANY);
    for (const line of lines) {
      const pid = Number.parseInt(line);
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      expect(environment).not.toMatch(ANY);
    }
  });

  it('is in no error that a caller gets for words where none belong', async () => {
    const wrong = [
      { model: SAID, messages: [{ role: 'user', content: `${STORED} q` }] },
      { model: 'scripted', messages: [{ role: SAID, content: STORED }] },
      { model: 'scripted', messages: STORED },
      {
        model: 'scripted',
        messages: [{ role: 'user', content: 'q' }],
        rookery: { known: { age: [STORED] } },
      },
      { model: 'scripted', messages: [{ role: 'user', content: 'q' }], rookery: { max_questions: STORED } },
    ];
    // The name of a model that is not there is not a person's word, and is repeated.
    for (const body of wrong) expect(await complete(body)).not.toContain(STORED);
    const refused = await rookery(['ask', `${STORED} q`, '--model', 'nobody', '--max-questions', '0']);
    expect(refused.exit).not.toBe(0);
    expect(refused.stdout + refused.stderr).not.toMatch(ANY);
  });

  it('is in no row of a job or a queue', async () => {
    const { rows: tables } = await database.pool.query<{ name: string }>(`
      SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND (table_name = 'job' OR table_schema LIKE '%_queue' OR table_schema = 'pgboss')`);
    expect(tables.length).toBeGreaterThan(5);
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      expect({ name, found: ANY.exec(rows.map(({ row }) => row).join('\n'))?.[0] }).toEqual({
        name,
        found: undefined,
      });
    }
  });

  it('is in no byte of the database, its log and its dead rows included', async () => {
    const owner = await openDatabase({
      dataFolder: join(platform.folder, 'data'),
      service: 'owner',
      log: silentLog,
    });
    await owner.pool.query(`CREATE TABLE seen AS SELECT '${PLAIN}' AS word`);
    await owner.pool.query('CHECKPOINT');
    await owner.close();
    const files = await filesBelow(join(platform.folder, 'data/postgres'));
    const holding = (word: string): string[] =>
      [...files].filter(([, bytes]) => bytes.includes(word)).map(([path]) => path);
    // The reader sees what lies there as it is.
    expect(holding(PLAIN).some((path) => path.includes('/base/'))).toBe(true);
    expect(holding(PLAIN).some((path) => path.includes('pg_wal'))).toBe(true);
    for (const word of [SAID, STORED, WRITTEN]) expect([word, holding(word)]).toEqual([word, []]);
  });
});
