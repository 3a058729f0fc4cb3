import { openQueue, type Database, type Queue } from '@rookery/shared-database';
import { keptSwept, mayDelete } from '@rookery/shared-metrics';
import type { Logger } from '@rookery/shared-runtime';

/** A quarter: long enough to compare months of cost, short enough that the table stays small. */
export const DEFAULT_RETENTION_DAYS = 90;

/** Its name in docs/retention.md. */
const CLASS = 'call records';

/** Rows of one statement: a fraction of a second, so that writing is never held up and little is done twice after a kill. */
const BATCH = 1_000;
/** Once an hour, so that no deletion is a large one. */
const HOURLY = '17 * * * *';

/**
 * Keeps records of model calls for `days` days: those that are older are deleted when the first worker starts and each hour
 * from then on, by one worker, however many share the database. Stop what it returns before the database is closed.
 */
export async function keepModelCalls(
  database: Database,
  log: Logger,
  days: number,
): Promise<Queue<Record<string, never>>> {
  mayDelete(CLASS);
  const key = 'model_call';
  const queue = await openQueue<Record<string, never>>({
    database,
    schema: 'inference_queue',
    name: 'retention',
    log,
    repeated: { key, cron: HOURLY },
  });
  await queue.work(
    async ({ signal }) => {
      const deleted = await forgetModelCalls(database, days, signal);
      keptSwept(CLASS, deleted);
      if (deleted > 0) log.info({ deleted, days }, 'old records of model calls were deleted');
    },
    { concurrency: 1 },
  );
  // A platform that runs for minutes a day must not wait for the hour.
  await queue.send([{ key, ids: {} }]);
  return queue;
}

/**
 * Deletes records of calls that ended more than `days` days ago, in small batches.
 *
 * @returns how many
 */
export async function forgetModelCalls(
  database: Database,
  days: number,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    signal.throwIfAborted();
    // The database's clock counts: workers may disagree on what time it is.
    const { rowCount } = await database.pool.query(
      `DELETE FROM inference.model_call WHERE id IN (
         SELECT id FROM inference.model_call WHERE at < now() - make_interval(days => $1)
          ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [days, BATCH],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return deleted;
  }
}
