import { migrate, migrateService } from '@rookery/shared-database';
import { createLog } from '@rookery/shared-runtime';
import type { JudgeConfig } from './judge-config.ts';
import { JUDGE_MIGRATIONS, JUDGE_SCHEMA } from './verdict-store.ts';

/** Brings the schema of the judge to its newest step, and ends. */
export function migrateJudge(config: JudgeConfig): Promise<void> {
  return migrateService('judge', config, createLog('judge', config.ROOKERY_LOG_LEVEL), [
    (database) => migrate(database, JUDGE_SCHEMA, JUDGE_MIGRATIONS),
  ]);
}
