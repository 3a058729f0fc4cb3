import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { createLog } from '@rookery/shared-runtime';
import { forgetModelCalls, keepModelCalls } from './retention.ts';
import { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from './migrations.ts';

const never = new AbortController().signal;
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS);
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('TRUNCATE inference.model_call'));

/** Records of calls that ended `days` days ago. */
async function addCalls(count: number, days: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO inference.model_call (id, at, worker, request_id, backend, model, purpose, requests, input_tokens, output_tokens,
                                       cost_usd, latency_ms, error_kind)
     SELECT gen_random_uuid(), now() - make_interval(days => $2), 'w', 'r', 'simulated', 'm', 'answer', 1, 1, 1, 0, 1, NULL
       FROM generate_series(1, $1::int)`,
    [count, days],
  );
}

async function left(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'SELECT count(*)::int FROM inference.model_call',
  );
  return rows[0]?.count ?? Number.NaN;
}

describe('records of model calls', () => {
  it('are deleted when they are too old, more of them than fit a batch, and no others', async () => {
    await addCalls(2_345, 8);
    await addCalls(10, 6);
    expect(await forgetModelCalls(database, 7, never)).toBe(2_345);
    expect(await left()).toBe(10);
    expect(await forgetModelCalls(database, 7, never)).toBe(0);
  });

  it('stop being deleted when the work is interrupted', async () => {
    await addCalls(5, 8);
    await expect(forgetModelCalls(database, 7, AbortSignal.abort())).rejects.toThrow();
    expect(await left()).toBe(5);
  });

  it('are looked after from the start, by however many workers, once an hour', async () => {
    await addCalls(50, 8);
    await addCalls(3, 6);
    const log = createLog('test', 'silent');
    const workers = await Promise.all([keepModelCalls(database, log, 7), keepModelCalls(database, log, 7)]);
    while ((await left()) > 3) await later(20);
    const { rows } = await database.pool.query('SELECT name, cron FROM inference_queue.schedule');
    expect(rows).toEqual([{ name: 'retention', cron: '17 * * * *' }]);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(await left()).toBe(3);
  });
});
