export type { BatchAnswer, BatchServer, RemoteBatch, RemoteStatus } from './batch-server.ts';
export { Batches, type BatchItem, type BatchPace, BATCH_PACE } from './batches.ts';
export { BATCH_MIGRATIONS, BATCH_SCHEMA, BatchStore, forgetBatches, type OpenBatch } from './batch-store.ts';
export { linesOf, MOST_LINE_BYTES } from './lines.ts';
export { BATCH_PLACES } from './places.ts';
