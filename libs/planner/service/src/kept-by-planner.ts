import { COMPARISON_SCHEMA } from '@rookery/planner-comparison';
import { forgetJobs } from '@rookery/shared-jobs';
import { olderThan, type KeptClass } from '@rookery/shared-retention';
import { sql } from 'kysely';
import type { PlannerConfig } from './config.ts';

/** What planning keeps for a time, where a time was set. */
export function keptByPlanner({
  ROOKERY_PATH_DAYS: paths,
  ROOKERY_RESULT_DAYS: results,
}: PlannerConfig): KeptClass[] {
  const kept: KeptClass[] = [];
  if (paths !== undefined) {
    kept.push({
      name: 'paths',
      forget: async (db, most) => {
        const { numAffectedRows = 0n } = await sql`
          DELETE FROM planner.path WHERE id = ANY(ARRAY(
            SELECT id FROM planner.path WHERE ${olderThan('created_at', paths)} LIMIT ${most} FOR UPDATE SKIP LOCKED))`.execute(
          db,
        );
        return Number(numAffectedRows);
      },
    });
  }
  if (results !== undefined) {
    const heavy = [
      { table: 'piece', column: 'job' },
      { table: 'query', column: 'job' },
    ];
    kept.push({
      name: 'comparisons',
      forget: (db, most) => forgetJobs(db, { schema: COMPARISON_SCHEMA, heavy, days: results }, most),
    });
  }
  return kept;
}
