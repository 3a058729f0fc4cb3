import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, migrate } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { createLog } from '@rookery/shared-runtime';
import { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from './migrations.ts';
import { type ModelCall } from './model-call.ts';
import { UsageLog } from './usage-log.ts';

const log = createLog('test', 'silent');
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS);
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('TRUNCATE inference.model_call'));

const CALL: ModelCall = {
  worker: 'w1',
  requestId: 'r1',
  caller: 'a1b2',
  job: 'runs/1',
  workClass: 'batch',
  backend: 'openai',
  model: 'm',
  purpose: 'judge',
  requests: 2,
  inputTokens: 100,
  outputTokens: 20,
  costUsd: 0.001,
  latencyMs: 12.5,
  busySeconds: 0.005,
  gpuSeconds: undefined,
  errorKind: undefined,
};

async function rows(): Promise<Record<string, unknown>[]> {
  return (
    await database.pool.query<Record<string, unknown>>('SELECT * FROM inference.model_call ORDER BY at')
  ).rows;
}

describe('the usage log', () => {
  it('writes what was recorded, failures with their kind', async () => {
    const usage = new UsageLog(database, log);
    usage.record(CALL);
    await new Promise((resolve) => setTimeout(resolve, 5));
    usage.record({ ...CALL, errorKind: 'MODEL_RATE_LIMITED' });
    await usage.close();
    const [first, second] = await rows();
    expect(first).toMatchObject({
      worker: 'w1',
      model: 'm',
      purpose: 'judge',
      requests: 2,
      cost_usd: 0.001,
      caller: 'a1b2',
      job: 'runs/1',
      work_class: 'batch',
      busy_seconds: 0.005,
      gpu_seconds: null,
      error_kind: null,
    });
    expect(second).toMatchObject({ error_kind: 'MODEL_RATE_LIMITED' });
  });

  it('writes by itself after a while, many at once', async () => {
    const usage = new UsageLog(database, log, { flushEveryMs: 20 });
    for (let i = 0; i < 1234; i++) usage.record(CALL);
    while ((await rows()).length < 1234) await new Promise((resolve) => setTimeout(resolve, 20));
    await usage.close();
    expect(await rows()).toHaveLength(1234);
  });

  it('keeps records while the database refuses them, and drops and counts what is too much', async () => {
    await database.pool.query('ALTER TABLE inference.model_call RENAME TO hidden');
    const usage = new UsageLog(database, log, { capacity: 3, flushEveryMs: 3_600_000 });
    for (let i = 0; i < 5; i++) usage.record(CALL);
    await usage.flush();
    expect(usage.dropped).toBe(2);
    await database.pool.query('ALTER TABLE inference.hidden RENAME TO model_call');
    await usage.close();
    expect(await rows()).toHaveLength(3);
  });
});
