import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Rookery } from '@rookery/shared-client';
import { JobState, Status } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import pg from 'pg';

/**
 * What a version from before tenants had names of their own has stored, by `pg_dump --inserts`: twelve scenarios, a run of them that has ended and one
 * that was killed in the middle, a library, and a session with one fact and an open question. It is read for ever, and never changed.
 */
const DUMP = join(import.meta.dirname, 'before-tenants.sql.gz');
const ENDED = 'runs/0mx2ejzsw-93ebb922d9';
const UNFINISHED = 'runs/0mx2ekiho-868853c163';
const SESSION = 'sessions/9ca05f8b-eb41-4255-b952-ca9160254e65';
const [TOLD, OPEN] = ['emotional_state', 'marital_status'];
const SCENARIOS = 12;

/** One result, by what makes it that one. */
const RESULTS = `SELECT scenario_id || ' ' || status AS key, risk_sensitivity::float8, emotional_empathy::float8, user_alignment::float8
                   FROM benchmark.outcome WHERE run_id = $1 ORDER BY 1`;
type Row = Readonly<Record<'key' | 'risk_sensitivity' | 'emotional_empathy' | 'user_alignment', unknown>>;

describe('what an old version has stored', () => {
  let database: Database;
  let platform: Platform;
  let rookery: Rookery;
  let before: Row[];
  beforeAll(async () => {
    database = await testDatabase();
    await using opened = new AsyncDisposableStack();
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    opened.defer(() => client.end());
    await client.query(gunzipSync(readFileSync(DUMP)).toString());
    // It was yesterday.
    await client.query(`UPDATE agent.session SET expires_at = now() + interval '1 day'`);
    await client.query(
      `UPDATE benchmark_queue.job SET created_on = now(), start_after = now(), keep_until = now() + interval '1 day'`,
    );
    before = (await client.query<Row>(RESULTS, [ENDED.slice('runs/'.length)])).rows;
    platform = await Platform.start({ DATABASE_URL: database.connectionString, ROOKERY_EMBEDDER: 'lexical' });
    rookery = new Rookery({ address: platform.address('gateway') });
  }, PATIENCE_MS);
  afterAll(async () => {
    await rookery[Symbol.asyncDispose]();
    await platform.stop();
    await database.close();
  }, PATIENCE_MS);

  it('is the same run, result by result', async () => {
    expect(before).toHaveLength(2 * SCENARIOS);
    const { results } = await rookery.runs.listResults({ parent: ENDED, pageSize: 100 });
    const after = results.map(
      ({ scenario, status, riskSensitivity, emotionalEmpathy, userAlignment }): Row => ({
        key: `${scenario.slice('scenarios/'.length)} ${status === Status.AGENT ? 'agent' : 'vanilla'}`,
        risk_sensitivity: riskSensitivity,
        emotional_empathy: emotionalEmpathy,
        user_alignment: userAlignment,
      }),
    );
    expect(after.sort((one, other) => (String(one.key) < String(other.key) ? -1 : 1))).toEqual(before);
    const { report } = await rookery.runs.getReport({ name: ENDED });
    expect(report?.rows.map(({ scored }) => scored)).toEqual([SCENARIOS, SCENARIOS]);
  });

  it(
    'goes on where it stood, and ends with each result once',
    async () => {
      const samples = 2 * 4 * SCENARIOS;
      await eventually('the end of the run', async () => {
        const { run } = await rookery.runs.getRun({ name: UNFINISHED });
        return run?.state === JobState.SUCCEEDED;
      });
      const { run } = await rookery.runs.getRun({ name: UNFINISHED });
      expect(run).toMatchObject({ samplesDone: samples, samplesTotal: samples, samplesFailed: 0 });
      const { rows } = await database.pool.query<{ all: number; keys: number }>(
        `SELECT count(*)::int AS all, count(DISTINCT (scenario_id, model, status, repetition))::int AS keys
         FROM benchmark.outcome WHERE run_id = $1`,
        [UNFINISHED.slice('runs/'.length)],
      );
      expect(rows).toEqual([{ all: samples, keys: samples }]);
    },
    PATIENCE_MS,
  );

  it('is a library that guides, and a data set under its name', async () => {
    const { paths } = await rookery.libraries.listPaths({ parent: 'libraries/old' });
    expect(paths.length).toBeGreaterThan(0);
    const { paths: found } = await rookery.libraries.findPaths({
      parent: 'libraries/old',
      query: paths[0]?.query ?? '',
      limit: 1,
    });
    expect(found[0]?.path?.name).toBe(paths[0]?.name);
    const { scenarios } = await rookery.scenarios.listScenarios({ filter: { dataSet: 'dataSets/old' } });
    expect(scenarios).toHaveLength(SCENARIOS);
  });

  it('is a session that asks what it has asked, and knows what it was told', async () => {
    const conversation = rookery.agent.resume(SESSION);
    const asked: string[] = [];
    for await (const event of conversation) {
      if (event.kind === 'question') {
        asked.push(event.attribute);
        conversation.reply(`what I know of ${event.attribute}`);
      }
      if (event.kind === 'answer')
        expect(event.answer.factsUsed).toEqual(expect.arrayContaining([TOLD, ...asked]));
    }
    expect(asked[0]).toBe(OPEN);
  });
});
