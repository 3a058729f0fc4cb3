export { LeaseStore, migrateWorkers } from './lease-store.ts';
export { WorkerRegistry } from './worker-registry.ts';
export { workerHandlers } from './worker-handlers.ts';
export { WorkerChoice, MODEL_HEADER, type ChosenWorker } from './worker-choice.ts';
export { WORKERS_PLACES } from './places.ts';
