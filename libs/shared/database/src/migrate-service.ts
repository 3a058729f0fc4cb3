import type { Database } from './database.ts';
import type { DatabaseLog } from './log.ts';
import { startBoss } from './queue-boss.ts';
import { openServiceDatabase, type StateLocation } from './service-database.ts';

/** Brings a part of what a service keeps to the newest step; does nothing where it is there. */
export type MigrationStep = (database: Database) => Promise<unknown>;

/**
 * Brings all that one service keeps to the newest step, one after the other, and closes the database: what a deployment runs once
 * before the processes of a new version start, where each would do it itself.
 * @throws RookeryError as openDatabase and migrate
 */
export async function migrateService(
  service: string,
  location: StateLocation,
  log: DatabaseLog,
  steps: readonly MigrationStep[],
): Promise<void> {
  const database = await openServiceDatabase(service, location, log);
  try {
    for (const step of steps) await step(database);
    log.info({}, `${service}: all schemas are up to date`);
  } finally {
    await database.close();
  }
}

/** The schema that only queues use. */
export function queueSchema(schema: string): MigrationStep {
  return async (database) => {
    const boss = await startBoss({ database, schema, log: database.log, schedule: false });
    await boss.stop({ graceful: false, close: false });
  };
}
