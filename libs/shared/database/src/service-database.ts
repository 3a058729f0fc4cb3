import { RookeryError } from '@rookery/shared-errors';
import { openDatabase, type Database } from './database.ts';
import type { DatabaseLog } from './log.ts';
import { databaseReady } from './ready.ts';

/** The variables of every service that say where its state lives, and how much of it is open at a time. */
export interface StateLocation {
  readonly DATABASE_URL?: string | undefined;
  readonly ROOKERY_DATA: string;
  readonly ROOKERY_DATABASE_CONNECTIONS?: number | undefined;
}

/** Opens the database that a service's configuration names. */
export function openServiceDatabase(
  service: string,
  location: StateLocation,
  log: DatabaseLog,
): Promise<Database> {
  return openDatabase({
    databaseUrl: location.DATABASE_URL,
    dataFolder: location.ROOKERY_DATA,
    service,
    log,
    poolSize: location.ROOKERY_DATABASE_CONNECTIONS,
  });
}

/** Readiness: passes when the database answers. */
export function databaseCheck(database: Database): { name: string; check: () => Promise<void> } {
  return {
    name: 'database',
    check: async () => {
      if (!(await databaseReady(database)))
        throw new RookeryError('UNAVAILABLE', 'the database does not answer, or takes no writes');
    },
  };
}
