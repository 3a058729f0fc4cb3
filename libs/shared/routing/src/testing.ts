export { startWorkerRegistry, type WorkerRegistry } from './testing/worker-registry.ts';
