import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ComparisonResult, ComparisonSpec } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { Holding, queryDigest } from '@rookery/shared-holding';
import { openJobs } from '@rookery/shared-jobs';
import { copyOf, keysAtRest, restore } from '@rookery/shared-sealing/testing';
import { ComparisonKind } from '../comparison-kind.ts';
import { ComparisonStore } from '../comparison-store.ts';
import { migrateComparisons, MIGRATIONS } from '../migrations.ts';
import { comparisonPlaces } from '../places.ts';
import { SCHEMA } from '../tables.ts';
import { QueryContents } from './query-contents.ts';
import { sealedQueries } from './sealed-queries.ts';

const [CANARY, OTHER] = ['May I fast in zanzibar?', 'May I swim in timbuktu?'];
const QUERIES = [CANARY, OTHER].map((query) => ({ query, profile: { profession: `keeper of ${query}` } }));
const { signal } = new AbortController();

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync(), 60_000);

let database: Database;
let folder: string;
beforeEach(async () => {
  database = await newDatabase();
  folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
}, 60_000);
afterEach(() => rm(folder, { recursive: true, force: true }));

async function newDatabase(): Promise<Database> {
  const made = opened.adopt(await testDatabase(), (open) => open.close());
  await migrateComparisons(made);
  return made;
}

/** A process with a ring of its own over the folder of keys; or without one. */
async function processOf(at: Database, keys?: string) {
  const rest = keys === undefined ? undefined : await keysAtRest(at, sealedQueries(at), keys, 'comparison');
  const contents = new QueryContents(at, rest?.sealing);
  const store = new ComparisonStore(at, contents);
  const work = {
    patienceMs: 1,
    play: () => Promise.reject(new Error('nothing is played')),
    sumUp: () => Promise.resolve(ComparisonResult.fromPartial({})),
  };
  const kind = new ComparisonKind(store, work, silentLog);
  const jobs = opened.adopt(
    await openJobs({ database: at, schema: SCHEMA, kind, log: silentLog, runAsJob: (_, run) => run() }),
    (open) => open.stop(),
  );
  return {
    contents,
    store,
    jobs,
    replace: () => rest?.upkeep.replace(signal),
    replaceWhatIsDue: () => rest?.upkeep.replaceWhatIsDue(signal),
  };
}
type Process = Awaited<ReturnType<typeof processOf>>;

async function compare({ jobs, store }: Process): Promise<string> {
  const spec = ComparisonSpec.fromJSON({ contenders: [{ planner: 'random' }], checkpoints: [1] });
  const asked = { owner: 'anna', asOperator: false, requestId: '', digest: 'd', spec };
  const { id } = await jobs.create(asked, store.lay({ simulated: true, queries: QUERIES, pieces: [] }));
  return id;
}

const read = ({ store }: Process, job: string) =>
  Promise.all([0, 1].map((number) => store.query(job, number)));

/** The columns in which a word stands; of bytes, as they are. */
async function whereIs(word: string): Promise<string[]> {
  const { rows: columns } = await database.pool.query<{ table: string; column: string; type: string }>(`
    SELECT format('%I.%I', table_schema, table_name) AS table, format('%I', column_name) AS column, data_type AS type
      FROM information_schema.columns WHERE table_schema = 'planner_comparison'`);
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    const text = type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
    const { rows } = await database.pool.query(`SELECT FROM ${table} WHERE strpos(${text}, $1) > 0 LIMIT 1`, [
      word,
    ]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

async function keysThere(): Promise<number> {
  const { rowCount } = await database.pool.query('SELECT FROM planner_comparison.content_key');
  return rowCount ?? 0;
}

describe('queries of comparisons', () => {
  it('lie encrypted, each with a key of its own that goes with it', async () => {
    const process = await processOf(database, folder);
    const [first, second] = [await compare(process), await compare(process)];
    expect(await read(process, first)).toEqual(QUERIES);
    expect(await read(await processOf(database, folder), second)).toEqual(QUERIES);
    expect([await whereIs('zanzibar'), await whereIs('keeper of')]).toEqual([[], []]);
    expect(await keysThere()).toBe(4);
    await process.jobs.delete({ owner: 'anna' }, first);
    expect(await keysThere()).toBe(2);
    const without = await processOf(database);
    await expect(read(without, second)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('ROOKERY_CONTENT_KEYS'),
    });
  });

  it('from before they could be sealed say the same when they are', async () => {
    const old = opened.adopt(await testDatabase(), (open) => open.close());
    const former = Object.entries(MIGRATIONS).filter(([name]) => name < '0007');
    await migrate(old, SCHEMA, Object.fromEntries(former));
    await old.pool.query(
      `INSERT INTO planner_comparison.job (id, kind, owner, as_operator, digest, spec, state, ended_at)
       VALUES ('c', 'comparisons', 'anna', false, '', '{}', 'succeeded', now())`,
    );
    for (const [number, query] of QUERIES.entries())
      await old.pool.query(
        `INSERT INTO planner_comparison.query (job, number, content) VALUES ('c', $1, $2)`,
        [number, JSON.stringify({ version: 1, ...query })],
      );
    // One that nobody can read is sealed all the same, and stops nothing.
    await old.pool.query(
      `INSERT INTO planner_comparison.query (job, number, content) VALUES ('c', 2, '{"zanzibar": 1}')`,
    );
    await migrateComparisons(old);
    database = old;
    expect(await read(await processOf(old), 'c')).toEqual(QUERIES);
    const process = await processOf(old, folder);
    expect(await read(process, 'c')).toEqual(QUERIES);
    expect(await whereIs('zanzibar')).toEqual(['planner_comparison.query.content']);
    await process.replaceWhatIsDue();
    expect(await whereIs('zanzibar')).toEqual([]);
    expect(await keysThere()).toBe(3);
    expect(await read(process, 'c')).toEqual(QUERIES);
    expect(await process.replace()).toEqual({ sealed: 0, rewrapped: 3, erasedAgain: 0 });
    expect(await read(await processOf(old, folder), 'c')).toEqual(QUERIES);
  });

  it('of an erased person are found by the digest of what they ask, and read from no older copy', async () => {
    const process = await processOf(database, folder);
    const job = await compare(process);
    const dump = await copyOf(database, SCHEMA);
    const holding = new Holding({
      database,
      places: comparisonPlaces(process.contents),
      afterwards: async () => {
        await process.replaceWhatIsDue();
        return true;
      },
    });
    const person = {
      ...{ tenant: 'anna', endUser: '', scenarios: [], profiles: [], sessions: [] },
      queries: [queryDigest(CANARY)],
    };
    const shown = (await Array.fromAsync(holding.export(person))).map(({ json }) => json).join('\n');
    expect(shown).toContain(`keeper of ${CANARY}`);
    expect(shown).not.toContain(OTHER);
    const neighbour = { ...person, tenant: 'ben' };
    expect((await holding.erase(neighbour)).places.every(({ rows }) => rows === 0)).toBe(true);
    const { places } = await holding.erase(person);
    expect(places.filter(({ rows }) => rows > 0)).toEqual([
      { place: 'planner_comparison.query', rows: 1, note: '' },
    ]);
    expect(await keysThere()).toBe(1);
    expect(await process.store.query(job, 1)).toEqual(QUERIES[1]);

    const elsewhere = await newDatabase();
    await restore(elsewhere, SCHEMA, dump);
    const later = await processOf(elsewhere, folder);
    await expect(later.store.query(job, 0)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await later.store.query(job, 1)).toEqual(QUERIES[1]);
    expect(await later.replace()).toMatchObject({ erasedAgain: 1, rewrapped: 1 });
    const { rows } = await elsewhere.pool.query('SELECT number FROM planner_comparison.query');
    expect(rows).toEqual([{ number: 1 }]);
  });
});
