import { BATCH_MIGRATIONS, BATCH_SCHEMA } from '@rookery/inference-batches';
import { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from '@rookery/inference-usage';
import { migrate, migrateService, queueSchema } from '@rookery/shared-database';
import { createLog } from '@rookery/shared-runtime';
import type { WorkerConfig } from './worker-config.ts';

/** Brings the schemas of the workers to their newest steps, and ends. */
export function migrateWorker(config: WorkerConfig): Promise<void> {
  return migrateService('inference-worker', config, createLog('inference-worker', config.ROOKERY_LOG_LEVEL), [
    (database) => migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS),
    (database) => migrate(database, BATCH_SCHEMA, BATCH_MIGRATIONS),
    queueSchema(`${INFERENCE_SCHEMA}_queue`),
  ]);
}
