export { openDatabase } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export type { DatabaseLog } from './log.ts';
export { withLock } from './lock.ts';
export { migrate } from './migrate.ts';
export { migrateService, queueSchema } from './migrate-service.ts';
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
export { lookAtDatabase } from './look-at-database.ts';
export type { AskDatabase, DatabaseLook } from './look-at-database.ts';
export { watchChanges } from './watch-changes.ts';
export { mayPass } from './may-pass.ts';
export { isDatabaseOutage, sqlState } from './sorted-error.ts';
export { readPage, SEQUENCE_KEY } from './page.ts';
export type { Page, PagedList, PageRequest } from './page.ts';
export { isReaders, mayRead, readerOf, seesAll } from './reader.ts';
export type { Reader } from './reader.ts';
export { storedJson } from './stored-json.ts';
export type { StoredJson, StoredJsonFormat } from './stored-json.ts';
