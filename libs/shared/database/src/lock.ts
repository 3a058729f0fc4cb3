import { setTimeout as sleep } from 'node:timers/promises';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { sqlState } from './sorted-error.ts';

const POLL_MS = 250;
const SAY_EVERY_MS = 10_000;
const DEFAULT_WAIT_MS = 300_000;
/** How long a statement of the work waits for a table that somebody else holds. */
const TABLE_WAIT_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

export interface LockOptions {
  /** Whom it keeps out: everybody who takes the same name in this database. */
  readonly name: string;
  /** What it is for, in words: `the migration of schema planner`. */
  readonly purpose: string;
  /** How long others are waited for, in milliseconds; five minutes by default. */
  readonly waitMs?: number | undefined;
}

/**
 * Runs `work` in one transaction that keeps out everybody else who takes the lock. It is a lock of the transaction, because
 * a session belongs to nobody behind a pooler (PgBouncer in transaction mode). What is waited for stands in the log, now
 * and then. `work` runs again from its beginning where somebody else holds a table that it changes.
 * @throws RookeryError UNAVAILABLE (DATABASE_LOCKED) when it has waited too long; what `work` throws
 */
export async function withLock<Result>(
  database: Database,
  { name, purpose, waitMs = DEFAULT_WAIT_MS }: LockOptions,
  work: (transaction: Transaction<unknown>) => Promise<Result>,
): Promise<Result> {
  const beganAt = performance.now();
  let sayAt = beganAt;
  for (;;) {
    const done = await attempt(database, name, work);
    if ('result' in done) return done.result;
    const now = performance.now();
    const seconds = Math.round((now - beganAt) / 1000);
    if (now >= sayAt) {
      sayAt = now + SAY_EVERY_MS;
      database.log.warn(
        { waited_s: seconds, most_s: Math.round(waitMs / 1000) },
        `database: ${purpose} waits for ${done.waitsFor}`,
      );
    }
    if (now - beganAt >= waitMs) {
      throw new RookeryError(
        'UNAVAILABLE',
        `${purpose}: waited ${seconds} s for ${done.waitsFor}; end that (see pg_stat_activity), and start again`,
        { reason: 'DATABASE_LOCKED' },
      );
    }
    await sleep(POLL_MS);
  }
}

type Attempt<Result> = { readonly result: Result } | { readonly waitsFor: string };

async function attempt<Result>(
  database: Database,
  name: string,
  work: (transaction: Transaction<unknown>) => Promise<Result>,
): Promise<Attempt<Result>> {
  try {
    return await database
      .tables<unknown>('public')
      .withoutPlugins()
      .transaction()
      .execute(async (transaction) => {
        const { rows } = await sql<{ locked: boolean }>`
          SELECT pg_try_advisory_xact_lock(hashtext(${name})) AS locked`.execute(transaction);
        if (rows[0]?.locked !== true) return { waitsFor: await holderOf(transaction, name) };
        // An administrator's limit is meant for calls, not for this.
        await sql`SELECT set_config('lock_timeout', ${String(TABLE_WAIT_MS)}, true),
                         set_config('statement_timeout', '0', true)`.execute(transaction);
        return { result: await work(transaction) };
      });
  } catch (caught) {
    if (sqlState(caught) !== LOCK_NOT_AVAILABLE) throw caught;
    return { waitsFor: 'another connection that holds a table which it changes' };
  }
}

async function holderOf(transaction: Transaction<unknown>, name: string): Promise<string> {
  const { rows } = await sql<{ pid: number; program: string | null; seconds: number | null }>`
    SELECT lock.pid, nullif(application_name, '') AS program, round(extract(epoch FROM now() - xact_start))::int AS seconds
      FROM pg_locks AS lock LEFT JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (lock.classid::bigint << 32 | lock.objid::bigint) = hashtext(${name})::bigint`.execute(
    transaction,
  );
  const [holder] = rows;
  if (holder === undefined) return 'another process, which has just ended';
  const since = holder.seconds === null ? '' : `, which began ${holder.seconds} s ago`;
  return `${holder.program ?? 'another program'} (process ${holder.pid} of the database${since})`;
}
