import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { once } from 'node:events';
import { killLeftOvers, startProcess, until } from './fixtures/processes.ts';
import { openQueue, type Queue } from './queue.ts';
import { type Database } from './database.ts';
import { silentLog, testDatabase } from './testing.ts';

type Item = { item: string };

// Heartbeats and crash recovery take their time, and a busy machine more.
jest.setTimeout(240_000);

describe('queue', () => {
  let database: Database;
  const queues: Queue<Item>[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query('CREATE TABLE attempts (item text, worker text)');
  });
  afterEach(async () => {
    await killLeftOvers();
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
  });
  afterAll(() => database.close());

  async function open(name: string, retryLimit?: number): Promise<Queue<Item>> {
    const queue = await openQueue<Item>({
      database,
      schema: 'work_queue',
      name,
      log: silentLog,
      retryLimit,
    });
    queues.push(queue);
    return queue;
  }

  async function attempts(item: string): Promise<string[]> {
    const { rows } = await database.pool.query<{ worker: string }>(
      'SELECT worker FROM attempts WHERE item = $1',
      [item],
    );
    return rows.map((row) => row.worker);
  }

  it('is opened by several at once and runs each job', async () => {
    const [first, second] = await Promise.all([open('each'), open('each')]);
    const done: string[] = [];
    for (const queue of [first, second])
      await queue.work(async ({ ids }) => void done.push(ids.item), { concurrency: 2 });
    const items = Array.from({ length: 40 }, (_, index) => `item-${index}`);
    expect(await first.send(items.map((item) => ({ key: item, ids: { item } })))).toBe(40);
    await until(() => done.length >= 40);
    expect(done.sort()).toEqual(items.sort());
  });

  it('is looked at as often as one worker would, however many there are, and has all of them at work at once', async () => {
    const { pool } = database;
    let looks = 0;
    const query = (text: string, values?: unknown[]): Promise<unknown> => {
      if (text.includes('SKIP LOCKED')) looks += 1;
      return pool.query(text, values);
    };
    const watched = { ...database, pool: { query } as unknown as Database['pool'] };
    const queue = await openQueue<Item>({
      database: watched,
      schema: 'work_queue',
      name: 'idle',
      log: silentLog,
    });
    queues.push(queue);
    const [concurrency, everyMs] = [8, 500];
    let running = 0;
    const all = Promise.withResolvers<void>();
    const handler = async (): Promise<void> => {
      running += 1;
      if (running === concurrency) all.resolve();
      await all.promise;
    };
    const begun = performance.now();
    await queue.work(handler, { concurrency });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    // Each looks once when it begins.
    expect(looks).toBeLessThanOrEqual(concurrency + (performance.now() - begun) / everyMs);
    expect(looks).toBeGreaterThan(concurrency);
    const items = Array.from({ length: concurrency }, (_, index) => `item-${index}`);
    // By another process: nobody wakes this one.
    const other = await open('idle');
    await other.send(items.map((item) => ({ key: item, ids: { item } })));
    await all.promise;
  });

  it('is opened where another process makes its schema at the very moment', async () => {
    const { pool } = database;
    let overtaken = false;
    const query = async (text: string, values?: unknown[]): Promise<unknown> => {
      if (!overtaken && text.includes('CREATE SCHEMA')) {
        overtaken = true;
        await pool.query(text);
        const words = 'duplicate key value violates unique constraint "pg_namespace_nspname_index"';
        throw Object.assign(new Error(words), { code: '23505' });
      }
      return pool.query(text, values);
    };
    const late = { ...database, pool: { query } as unknown as Database['pool'] };
    const queue = await openQueue<Item>({
      database: late,
      schema: 'late_queue',
      name: 'late',
      log: silentLog,
    });
    queues.push(queue);
    expect(overtaken).toBe(true);
    expect(await queue.send([{ key: 'one', ids: { item: 'one' } }])).toBe(1);
  });

  it('is told once of a job that comes by the clock, by however many, and of a new time', async () => {
    const clock = async (cron: string): Promise<void> => {
      queues.push(
        await openQueue<Item>({
          database,
          schema: 'clock_queue',
          name: 'hourly',
          log: silentLog,
          repeated: { key: 'only', cron },
        }),
      );
    };
    await clock('17 * * * *');
    await clock('17 * * * *');
    await clock('18 3 * * *');
    const { rows } = await database.pool.query('SELECT name, cron, timezone FROM clock_queue.schedule');
    expect(rows).toEqual([{ name: 'hourly', cron: '18 3 * * *', timezone: 'UTC' }]);
  });

  it('takes a key once while its job waits or runs, and again afterwards', async () => {
    const queue = await open('keys');
    const job = { key: 'same', ids: { item: 'same' } };
    expect(await queue.send([job, job])).toBe(1);
    expect(await queue.send([job])).toBe(0);
    await queue.work(async () => undefined, { concurrency: 1 });
    await until(async () => (await queue.counts()).waiting + (await queue.counts()).running === 0);
    expect(await queue.send([job])).toBe(1);
  });

  it('sends within a transaction or not at all', async () => {
    const queue = await open('transaction');
    const tables = database.tables<Record<string, never>>('public');
    await expect(
      tables.transaction().execute(async (transaction) => {
        expect(await queue.send([{ key: 'a', ids: { item: 'a' } }], { transaction })).toBe(1);
        throw new RookeryError('ABORTED', 'rolled back on purpose');
      }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
  });

  it('sends within more transactions at once than there are connections', async () => {
    const queue = await open('crowd');
    const tables = database.tables<Record<string, never>>('public');
    const sent = Array.from({ length: 25 }, (_, index) =>
      tables
        .transaction()
        .execute((transaction) =>
          queue.send([{ key: `${index}`, ids: { item: `${index}` } }], { transaction }),
        ),
    );
    expect(await Promise.all(sent)).toEqual(sent.map(() => 1));
  });

  it('refuses text in a job', async () => {
    const queue = await open('ids');
    await expect(queue.send([{ key: 'a', ids: { item: 'I feel alone' } }])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'item' }],
    });
  });

  it('tries a failing job again, then gives up, and keeps no foreign message', async () => {
    const queue = await open('failing', 1);
    const tried: number[] = [];
    await queue.work(
      async ({ attempt }) => {
        tried.push(attempt);
        throw new Error('the profile says CANARY');
      },
      { concurrency: 1 },
    );
    await queue.send([{ key: 'a', ids: { item: 'a' } }]);
    await until(async () => (await queue.counts()).failed === 1);
    expect(tried).toEqual([1, 2]);
    const { rows } = await database.pool.query<{ row: string }>(
      "SELECT to_jsonb(job)::text AS row FROM work_queue.job AS job WHERE name = 'failing'",
    );
    expect(rows[0]?.row).toContain('INTERNAL');
    expect(rows[0]?.row).not.toContain('CANARY');
  });

  it('cancels waiting and running jobs', async () => {
    const queue = await open('cancel');
    const started: string[] = [];
    const reasons: unknown[] = [];
    await queue.work(
      async ({ ids, signal }) => {
        started.push(ids.item);
        await once(signal, 'abort');
        reasons.push(signal.reason);
        signal.throwIfAborted();
      },
      { concurrency: 1 },
    );
    await queue.send([
      { key: 'a', ids: { item: 'same' } },
      { key: 'b', ids: { item: 'same' } },
    ]);
    await until(() => started.length === 1);
    expect(await queue.cancel({ item: 'other' })).toBe(0);
    expect(await queue.cancel({ item: 'same' })).toBe(2);
    await until(() => reasons.length === 1);
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    expect(started).toEqual(['same']);
  });

  it('sees a cancellation in another process', async () => {
    const queue = await open('far');
    const worker = startProcess('job-worker.ts', database.connectionString, 'far', 'far');
    expect(await worker.line()).toBe('ready');
    await queue.send([
      { key: 'a', ids: { item: 'slow-far' } },
      { key: 'b', ids: { item: 'slow-far' } },
    ]);
    await until(async () => (await attempts('slow-far')).length === 2);
    expect(await queue.cancel({ item: 'slow-far' })).toBe(2);
    // Both of its hands are free again when it takes another job.
    await queue.send([{ key: 'c', ids: { item: 'after-far' } }]);
    await until(async () => (await attempts('after-far')).length === 1);
    await worker.end('SIGTERM');
  });

  it('gives the job of a stopped worker to another at once', async () => {
    const queue = await open('stopped');
    const stopping = startProcess('job-worker.ts', database.connectionString, 'stopped', 'stopping');
    expect(await stopping.line()).toBe('ready');
    await queue.send([{ key: 'a', ids: { item: 'slow-stopped' } }]);
    await until(async () => (await attempts('slow-stopped')).length === 1);
    await stopping.end('SIGTERM');
    expect(await queue.counts()).toEqual({ waiting: 1, running: 0, failed: 0 });
    const done: string[] = [];
    await queue.work(async ({ ids }) => void done.push(ids.item), { concurrency: 1 });
    await until(() => done.length === 1);
  });

  it('gives the job of a killed worker to another', async () => {
    const queue = await open('killed');
    const doomed = startProcess('job-worker.ts', database.connectionString, 'killed', 'doomed');
    expect(await doomed.line()).toBe('ready');
    await queue.send([{ key: 'a', ids: { item: 'slow-killed' } }]);
    await until(async () => (await attempts('slow-killed')).length === 1);
    await doomed.end('SIGKILL');
    expect((await queue.counts()).running).toBe(1);
    const finished: number[] = [];
    await queue.work(async ({ attempt }) => void finished.push(attempt), { concurrency: 1 });
    await until(() => finished.length === 1);
    expect(finished).toEqual([2]);
    await until(async () => (await queue.counts()).running === 0);
  });

  it('survives the loss of its connections', async () => {
    const queue = await open('lost');
    const done: string[] = [];
    await queue.work(async ({ ids }) => void done.push(ids.item), { concurrency: 2 });
    await database.pool
      .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()')
      .catch(() => undefined);
    await until(async () => (await queue.send([{ key: 'a', ids: { item: 'a' } }]).catch(() => 0)) === 1);
    await until(() => done.length === 1);
  });
});
