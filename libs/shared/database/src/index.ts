export { openDatabase } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export type { DatabaseLog } from './log.ts';
export { migrate } from './migrate.ts';
export type { SchemaMigration, SchemaMigrations } from './migrate.ts';
export { databaseReady } from './ready.ts';
export { databaseCheck, openServiceDatabase } from './service-database.ts';
export type { StateLocation } from './service-database.ts';
export { openQueue } from './queue.ts';
export type {
  JobCounts,
  JobToSend,
  Queue,
  QueueOptions,
  RepeatedJob,
  RunningJob,
  SendOptions,
} from './queue.ts';
export type { JobIds } from './queue-job.ts';
export { watchChanges } from './watch-changes.ts';
export { mayPass } from './may-pass.ts';
