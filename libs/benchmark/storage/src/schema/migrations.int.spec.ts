import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { ResultStore } from '../result-store.ts';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from './benchmark-schema.ts';
import { ScenarioStore } from '../scenario-store.ts';
import { IdleRuns } from '../testing.ts';

/** Settings as runs kept them before they were jobs. */
const SETTINGS = {
  selection: {},
  limit: 0,
  models: ['a'],
  statuses: ['vanilla'],
  repetitions: 4,
  judgeModel: 'j',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 64,
  maxCalls: 100,
  maxCostUsd: 2.5,
};

describe('what was stored before runs were jobs', () => {
  let database: Database;
  let runs: IdleRuns;

  beforeAll(async () => {
    database = await testDatabase();
    const [first = ''] = Object.keys(BENCHMARK_MIGRATIONS);
    const { [first]: oldest } = BENCHMARK_MIGRATIONS;
    if (oldest === undefined) throw new Error('no migration');
    await migrate(database, BENCHMARK_SCHEMA, { [first]: oldest });
    await database.pool.query(`
      INSERT INTO benchmark.data_set (name) VALUES ('own');
      INSERT INTO benchmark.scenario VALUES ('5', 'May I?', '', 'life', 'own', '', '{"age": "30"}', 'k', 'evaluation', 1);
      INSERT INTO benchmark.data_set_scenario VALUES (1, '5');
      INSERT INTO benchmark.run (id, request_id, settings, state, state_reason, simulated, scenarios, samples_total,
        samples_done, samples_unscored, samples_failed, calls, generation, created_at, started_at)
      VALUES ('older', 'once', '${JSON.stringify(SETTINGS)}', 'stopped', 'max_calls is 100', true, 1, 4, 4, 2, 1, 7, 3,
        '2026-01-01', '2026-01-02'),
        ('newer', NULL, '${JSON.stringify({ ...SETTINGS, maxCalls: undefined })}', 'running', '', false, 1, 4, 0, 0, 0, 0, 1,
        '2026-02-01', NULL);
      INSERT INTO benchmark.run_scenario VALUES ('older', 0, '5'), ('newer', 0, '5');
      INSERT INTO benchmark.run_chunk VALUES ('older', 3, 0, 0, 3, true), ('newer', 1, 0, 0, 3, false);
      INSERT INTO benchmark.answer VALUES ('older', 1, 'An answer.', '{age}', 1, 1, 1, 0);
      INSERT INTO benchmark.outcome (run_id, sample, scenario_id, model, status, repetition, state, reason, risk_sensitivity,
        emotional_empathy, user_alignment, calls, input_tokens, output_tokens, cost_usd)
      VALUES ('older', 0, '5', 'a', 'vanilla', 1, 'scored', '', 3, 4, 5, 2, 1, 1, 0),
        ('older', 1, '5', 'a', 'vanilla', 2, 'unscored', 'UNSCORED_REASON_OUT_OF_RANGE', NULL, NULL, NULL, 2, 1, 1, 0),
        ('older', 2, '5', 'a', 'vanilla', 3, 'unscored', 'UNSCORED_REASON_JUDGE_UNAVAILABLE', NULL, NULL, NULL, 2, 1, 1, 0),
        ('older', 3, '5', 'a', 'vanilla', 4, 'failed', 'EMPTY_ANSWER', NULL, NULL, NULL, 0, 0, 0, 0);`);
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    runs = await IdleRuns.open(database);
  });
  afterAll(async () => {
    await runs.jobs.stop();
    await database.close();
  });

  it('is a list of jobs now, with limits and progress, that operators see', async () => {
    const { items } = await runs.jobs.list('everyone', { pageSize: 10, pageToken: '' });
    expect(items.map(({ id }) => id)).toEqual(['newer', 'older']);
    expect(items[1]).toMatchObject({
      owner: '',
      asOperator: true,
      spec: { models: ['a'], seed: 1 },
      limits: { maxCalls: 100, maxCostUsd: 2.5 },
      state: 'stopped',
      stateReason: 'max_calls is 100',
      generation: 3,
      createdAt: expect.any(Date),
      progress: { simulated: true, scenarios: 1, samplesTotal: 4, samplesDone: 4, usage: { calls: 7 } },
    });
    expect((await runs.jobs.list({ owner: 'anna' }, { pageSize: 10, pageToken: '' })).items).toEqual([]);
  });

  it('has its results, with reasons of today', async () => {
    const { items } = await new ResultStore(database).list(
      'older',
      {},
      { order: 'by-sample', withTexts: true },
      {
        pageSize: 10,
        pageToken: '',
      },
    );
    expect(items).toMatchObject([
      { state: 'scored', reason: undefined, scores: { userAlignment: 5 } },
      { state: 'unscored', reason: 'verdict_out_of_range', response: 'An answer.' },
      { state: 'unscored', reason: 'judge_unavailable' },
      { state: 'failed', reason: 'empty_answer' },
    ]);
    // Nobody said then what an answer is.
    for (const item of items) {
      expect(item).toMatchObject({ answerState: undefined, sent: undefined, detail: '', verdictWords: '' });
      expect(item.usage.unpricedCalls).toBe(0);
    }
  });

  it('is not answered to a repeated request, whose words nobody kept', async () => {
    const request = { owner: '', requestId: 'once', digest: 'any' };
    await expect(runs.jobs.earlier(request)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  });

  it('goes on: what failed, and what was cut, can be done', async () => {
    const resumed = await runs.jobs.resume('everyone', 'older');
    expect(resumed).toMatchObject({ state: 'pending', generation: 4, progress: { samplesDone: 2 } });
    expect(await new ScenarioStore(database).count('everyone', { dataSet: 'own' })).toBe(1);
  });

  it('can be erased', async () => {
    await runs.jobs.delete('everyone', 'older');
    const { rows } = await database.pool.query("SELECT FROM benchmark.outcome WHERE run_id = 'older'");
    expect(rows).toEqual([]);
  });
});

describe('twins that were stored before they had a side of their own', () => {
  it('are on the side of their scenario now', async () => {
    const database = await testDatabase();
    try {
      const before = Object.entries(BENCHMARK_MIGRATIONS).filter(([name]) => name < '0017');
      await migrate(database, BENCHMARK_SCHEMA, Object.fromEntries(before));
      await database.pool.query(`
        INSERT INTO benchmark.scenario (id, query, background, domain, origin, situation, profile, profile_key, split, source_row, twin_of)
        VALUES ('1', 'May I?', '', 'life', 'own', '', '{}', 'k', 'library', 1, NULL),
          ('2', 'May I?', '', 'life', 'own', '', '{}', 'l', 'evaluation', 1, '1'),
          ('3', 'May I?', '', 'life', 'own', '', '{}', 'm', 'evaluation', 1, 'gone');`);
      await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
      const { rows } = await database.pool.query('SELECT id, split FROM benchmark.scenario ORDER BY id');
      expect(rows).toEqual([
        { id: '1', split: 'library' },
        { id: '2', split: 'library' },
        { id: '3', split: 'evaluation' },
      ]);
    } finally {
      await database.close();
    }
  });
});
