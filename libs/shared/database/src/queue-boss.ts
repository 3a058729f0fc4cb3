import type { PgBoss } from 'pg-boss';
import { invalidArgument } from '@rookery/shared-errors';
import type { Database } from './database.ts';
import type { DatabaseLog } from './log.ts';
import { errorCode } from './error-code.ts';
import { sqlState, unsorted } from './sorted-error.ts';

/** How often silent jobs are looked for, so that a killed worker's job waits 10 to 15 s. */
const SUPERVISE_SECONDS = 5;
const CLEAN_UP_SECONDS = 600;
const ERROR_LOG_PAUSE_MS = 10_000;

const UNIQUE_VIOLATION = '23505';

interface BossOptions {
  readonly database: Database;
  readonly schema: string;
  readonly log: DatabaseLog;
  /** Whether some job is sent by the clock: looking for those that are due costs a query now and then. */
  readonly schedule: boolean;
}

/** Starts pg-boss on the shared pool, so that it follows the pool through lost connections. */
export async function startBoss(options: BossOptions): Promise<PgBoss> {
  try {
    return await startOnce(options);
  } catch (caught) {
    // Another process made the schema at this very moment. pg-boss takes a lock, but PostgreSQL may still remember from before it that there
    // was no such schema, and then says so in words that pg-boss does not know.
    if (sqlState(caught) !== UNIQUE_VIOLATION) throw caught;
    return startOnce(options);
  }
}

async function startOnce({ database, schema, log, schedule }: BossOptions): Promise<PgBoss> {
  if (!/^[a-z][a-z0-9_]{0,49}$/.test(schema))
    throw invalidArgument(
      'schema',
      `is "${schema}", expected a lower-case SQL name of at most 50 characters`,
    );
  // Half of the services have a database and no queue.
  const queues = await import('pg-boss');
  const boss = new queues.PgBoss({
    db: {
      // pg-boss tells its races apart by the driver's codes and messages.
      executeSql: (text, values) =>
        database.pool.query(text, values).catch((caught: unknown) => {
          throw unsorted(caught);
        }),
    },
    schema,
    createSchema: !(await schemaExists(database, schema)),
    schedule,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    maintenanceIntervalSeconds: CLEAN_UP_SECONDS,
  });
  let quietUntil = 0;
  // While the database is away every poll fails: say so now and then, not twice a second.
  boss.on('error', (error) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + ERROR_LOG_PAUSE_MS;
    log.warn(
      { schema, code: sqlState(error) ?? errorCode(error) },
      'queue: an operation failed and will be repeated',
    );
  });
  boss.on('warning', ({ message }) => log.warn({ schema }, `queue: ${message}`));
  await boss.start();
  return boss;
}

// Making it again needs a right on the database that a service may lack, even where there is nothing to do.
async function schemaExists({ pool }: Database, schema: string): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS found', [
    schema,
  ]);
  return rows[0]?.found === true;
}
