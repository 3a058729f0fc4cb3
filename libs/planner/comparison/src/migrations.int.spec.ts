import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ComparisonResult, ComparisonSpec } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { isFinal, openJobs, type Jobs } from '@rookery/shared-jobs';
import type { ComparisonProgress } from './comparison.ts';
import { ComparisonKind, type PieceTask } from './comparison-kind.ts';
import { ComparisonStore } from './comparison-store.ts';
import { migrateComparisons, MIGRATIONS } from './migrations.ts';
import { SCHEMA } from './tables.ts';

let database: Database;
let store: ComparisonStore;
let jobs: Jobs<ComparisonSpec, ComparisonProgress>;
const played: PieceTask[] = [];

/** A specification of former times with three pieces of one contender. */
const WORLDS = {
  contenders: [{ planner: 'random' }],
  checkpoints: [1],
  worlds: { worlds: [{ label: 'w' }], priors: ['PRIOR_QUALITY_GOOD'], problems: 60 },
};
const LIVE = {
  contenders: [{ planner: 'random' }],
  checkpoints: [1],
  live: { dataSet: 'd', answerModel: 'a', judgeModel: 'j', depth: 2, replicates: 1 },
};

async function insert(id: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const { spec = WORLDS, scenarios = [], state, result = null, searches = 60 } = row;
  await database.pool.query(
    `INSERT INTO planner_comparison.comparison (id, request_id, spec, scenarios, simulated, searches, state, result)
     VALUES ($1, $1, $2, $3, true, $4, $5, $6)`,
    [id, JSON.stringify(spec), scenarios, searches, state, result],
  );
}

async function insertPlayed(id: string, first: number, searches: number): Promise<void> {
  const rows = Buffer.from(new Float64Array(4 * searches).buffer);
  await database.pool.query(
    `INSERT INTO planner_comparison.piece (comparison, cell, contender, first, searches, rows, cpu_us, failed, lesson)
     VALUES ($1, 0, 0, $2, $3, $4, 1000, 0, '')`,
    [id, first, searches, rows],
  );
}

beforeAll(async () => {
  database = await testDatabase();
  const former = Object.entries(MIGRATIONS).filter(([name]) => name < '0002');
  await migrate(database, SCHEMA, Object.fromEntries(former));
  await insert('ended', {
    state: 'succeeded',
    result: { cells: [{ label: 'w' }], simulated: true, notes: ['kept'] },
  });
  await insert('at-work', { state: 'running' });
  await insertPlayed('at-work', 25, 25);
  await insert('live', { state: 'running', spec: LIVE, scenarios: ['s', 't'], searches: 2 });
  await migrateComparisons(database);
  store = new ComparisonStore(database);
  const work = {
    patienceMs: 1000,
    play: async (task: PieceTask) => {
      if (task.cell.kind === 'queries') await store.query(task.comparison, task.piece.first);
      played.push(task);
      return { rows: new Float64Array(4 * task.piece.searches), cpuUs: 1000, failed: 0, lesson: '' };
    },
    sumUp: async () => ComparisonResult.fromPartial({ cells: [{ label: 'w' }], notes: ['new'] }),
  };
  const kind = new ComparisonKind(store, work, silentLog);
  jobs = await openJobs({ database, schema: SCHEMA, kind, log: silentLog, runAsJob: (_, run) => run() });
  await jobs.work(1);
});
afterAll(async () => {
  await jobs.stop();
  await database.close();
});

async function ended(id: string): Promise<Awaited<ReturnType<typeof jobs.get>>> {
  for await (const job of jobs.watch('everyone', id, new AbortController().signal)) {
    if (isFinal(job.state)) return job;
  }
  throw new Error('the watch ended');
}

describe('comparisons of former times', () => {
  it("are the platform's, in their order, with what came of them", async () => {
    const { items } = await jobs.list({ owner: '' }, { pageSize: 0, pageToken: '' });
    expect(items.map(({ id }) => id)).toEqual(['live', 'at-work', 'ended']);
    const [, , old] = items;
    expect(old).toMatchObject({ state: 'succeeded', progress: { searchesTotal: 60, simulated: true } });
    expect(old?.spec.worlds).toMatchObject({ problems: 60 });
    expect(await store.result('ended')).toMatchObject({ notes: ['kept'] });
  });

  it('go on where they were', async () => {
    expect(await ended('at-work')).toMatchObject({
      state: 'succeeded',
      progress: { searchesDone: 60, cpuSeconds: 0.003 },
    });
    const its = played.filter(({ comparison }) => comparison === 'at-work');
    expect(its.map(({ piece }) => piece.first)).toEqual([0, 50]);
    expect(await store.result('at-work')).toMatchObject({ notes: ['new'] });
    expect((await store.ofCell('at-work', 0)).map(({ first }) => first)).toEqual([0, 25, 50]);
  });

  it('fail where they asked for stored queries, which were never kept with them', async () => {
    expect(await ended('live')).toMatchObject({
      state: 'failed',
      stateReason: 'FAILED_PRECONDITION with random on queries',
      progress: { queries: 2 },
    });
  });
});

describe('an erased comparison', () => {
  it('leaves nothing behind', async () => {
    const query = { query: 'q', profile: { age: '1' } };
    const spec = ComparisonSpec.fromJSON(WORLDS);
    const pieces = [{ cell: 0, contender: 0, first: 0, problems: 2, searches: 2 }];
    const asked = { owner: 'anna', asOperator: false, requestId: '', digest: 'd', spec };
    const made = await jobs.create(asked, store.lay({ simulated: true, queries: [query], pieces }));
    await expect(jobs.delete({ owner: 'bob' }, made.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.query(made.id, 0)).toEqual(query);
    await jobs.delete({ owner: 'anna' }, made.id);
    for (const table of ['job', 'comparison', 'query', 'piece']) {
      const column = table === 'job' ? 'id' : 'job';
      const { rowCount } = await database.pool.query(
        `SELECT FROM planner_comparison.${table} WHERE ${column} = $1`,
        [made.id],
      );
      expect({ table, rowCount }).toEqual({ table, rowCount: 0 });
    }
  });
});

describe('the searches of a comparison', () => {
  it('are counted once, however often a piece is played', async () => {
    const spec = ComparisonSpec.fromJSON(WORLDS);
    const pieces = [0, 2].map((first) => ({ cell: 0, contender: 0, first, problems: 2, searches: 2 }));
    const asked = { owner: '', asOperator: true, requestId: '', digest: 'd', spec };
    const { id } = await jobs.create(asked, store.lay({ simulated: true, queries: [], pieces }));
    const outcome = { rows: new Float64Array(8), cpuUs: 500, failed: 0, lesson: '' };
    await Promise.all([store.note(id, 0, outcome), store.note(id, 0, outcome), store.note(id, 1, outcome)]);
    expect(await ended(id)).toMatchObject({ progress: { searchesDone: 4 } });
    expect((await jobs.get('everyone', id)).progress.searchesPerSecond).toBeGreaterThan(0);
  });
});
