export { migrateWorker } from './migrate-worker.ts';
export { startWorker } from './start-worker.ts';
export { workerConfig, type WorkerConfig } from './worker-config.ts';
