import { BENCHMARK_SCHEMA, eraseOrphans } from '@rookery/benchmark-storage';
import { forgetJobs } from '@rookery/shared-jobs';
import type { KeptClass } from '@rookery/shared-retention';

/** Tables with a row for each sample, scenario or query of a job, those that refer to others first. */
const HEAVY = [
  { table: 'rating', column: 'run_id' },
  { table: 'drawn_answer', column: 'run_id' },
  { table: 'outcome', column: 'run_id' },
  { table: 'answer', column: 'run_id' },
  { table: 'run_chunk', column: 'run_id' },
  { table: 'run_scenario', column: 'run_id' },
  { table: 'library_build_scenario', column: 'job' },
  { table: 'synthesis_query', column: 'job' },
  { table: 'synthesis_profile', column: 'job' },
  { table: 'experiment_path', column: 'job' },
];

/** What the benchmark keeps for a time, where one was set: jobs with their results. Data sets are kept until somebody deletes them. */
export function keptResults(days: number | undefined): KeptClass[] {
  if (days === undefined) return [];
  return [
    {
      name: 'results',
      forget: async (db, most) => {
        const deleted = await forgetJobs(db, { schema: BENCHMARK_SCHEMA, heavy: HEAVY, days }, most);
        // Scenarios that only a deleted run held.
        if (deleted > 0 && deleted < most) await eraseOrphans(db);
        return deleted;
      },
    },
  ];
}
