import { migrateWorker, startWorker, workerConfig } from '@rookery/inference-worker';
import { runMain } from '@rookery/shared-server';

runMain('inference-worker', workerConfig, { start: startWorker, migrate: migrateWorker });
