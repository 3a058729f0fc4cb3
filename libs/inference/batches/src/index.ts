export type { BatchAnswer, BatchServer, RemoteBatch, RemoteStatus } from './batch-server.ts';
export { Batches } from './batches.ts';
export { BATCH_PACE, type BatchPace } from './pace.ts';
export type { BatchItem } from './waiting-calls.ts';
export { BATCH_MIGRATIONS, BATCH_SCHEMA, BatchStore, forgetBatches, type OpenBatch } from './batch-store.ts';
export { linesOf, MOST_LINE_BYTES } from './lines.ts';
export { BATCH_PLACES } from './places.ts';
