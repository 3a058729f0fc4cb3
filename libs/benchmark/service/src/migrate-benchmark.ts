import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from '@rookery/benchmark-storage';
import { migrate, migrateService, queueSchema } from '@rookery/shared-database';
import { createLog } from '@rookery/shared-runtime';
import type { BenchmarkConfig } from './benchmark-config.ts';

/** Brings the schemas of the benchmark service to their newest steps, and ends. */
export function migrateBenchmark(config: BenchmarkConfig): Promise<void> {
  return migrateService('benchmark', config, createLog('benchmark', config.ROOKERY_LOG_LEVEL), [
    (database) => migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS),
    queueSchema(`${BENCHMARK_SCHEMA}_queue`),
  ]);
}
