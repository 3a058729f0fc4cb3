import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { BreakableLink } from './breakable-link.ts';
import { createPool } from './pool.ts';
import { breakableLink, silentLog, testDatabase } from './testing.ts';
import { until } from './fixtures/processes.ts';

const AWAY = { code: 'UNAVAILABLE', reason: 'DATABASE_AWAY' };

describe('a statement whose answer does not come', () => {
  let opened: AsyncDisposableStack;
  beforeEach(() => {
    opened = new AsyncDisposableStack();
  });
  afterEach(() => opened.disposeAsync(), 60_000);

  /** A pool of one connection behind a link, and one past it. */
  async function connected(): Promise<{ link: BreakableLink; pool: pg.Pool; direct: pg.Pool }> {
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    const link = opened.use(await breakableLink(database.connectionString));
    const config = { connectionString: link.connectionString, max: 1 };
    const pool = createPool(config, silentLog, { afterMs: 200, everyMs: 100 });
    opened.defer(() => pool.end());
    return { link, pool, direct: database.pool };
  }

  it('fails with an outage where the server cannot be reached', async () => {
    const { link, pool } = await connected();
    await pool.query('SELECT 1');
    link.silence();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject(AWAY);
    link.restore();
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
  }, 60_000);

  it('fails with an outage where the server has long done it', async () => {
    const { link, pool, direct } = await connected();
    const holder = await direct.connect();
    opened.defer(() => holder.release(true));
    await holder.query('SELECT pg_advisory_lock(1)');
    const client = await pool.connect();
    opened.defer(() => client.release(true));
    await client.query('BEGIN');
    // The question comes to the server, and the answer does not come back.
    const failed = expect(client.query('SELECT pg_advisory_lock(1)')).rejects.toMatchObject(AWAY);
    await until(
      async () =>
        (await direct.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount ===
        1,
    );
    link.silence();
    link.restore();
    await holder.query('SELECT pg_advisory_unlock(1)');
    await failed;
  }, 60_000);

  it('fails with an outage where the server never heard of it', async () => {
    const { link, pool } = await connected();
    await pool.query('SELECT 1');
    link.silence();
    link.restore();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject(AWAY);
  }, 60_000);

  it('goes on for as long as the server works on it', async () => {
    const { pool } = await connected();
    const { rows } = await pool.query("SELECT 'done' AS it FROM pg_sleep(1.5)");
    expect(rows).toEqual([{ it: 'done' }]);
  }, 60_000);
});
