import type { AskDatabase } from '@rookery/shared-database';

/** A job that has not ended and that nobody has moved for a while. */
export interface StandingJob {
  /** KIND/ID */
  readonly name: string;
  readonly sinceSeconds: number;
  /** What the processes that work on it say they wait for; empty: nothing. */
  readonly waitsFor: readonly string[];
}

/** As names in SQL; whatever else is called like that is not ours. */
const PLAIN = /^[a-z][a-z0-9_]{0,49}$/;

/**
 * Jobs at work none of whose pieces has been taken or ended for so long, newest first, at most a hundred.
 * @param schemas that may have a table of jobs
 */
export async function standingJobs(
  ask: AskDatabase,
  schemas: readonly string[],
  forSeconds: number,
): Promise<StandingJob[]> {
  const standing: StandingJob[] = [];
  for (const schema of schemas.filter((name) => PLAIN.test(name))) {
    const [found] = await ask<{ found: boolean }>(
      `SELECT to_regclass('${schema}.job') IS NOT NULL AND to_regclass('${schema}_queue.job') IS NOT NULL AS found`,
    );
    if (found?.found !== true) continue;
    const rows = await ask<{ name: string; since: number; waits: Record<string, { reason: string }> }>(`
      SELECT job.kind || '/' || job.id AS name, waits,
             extract(epoch FROM now() - greatest(job.created_at, job.started_at, moved.at))::float8 AS since
        FROM ${schema}.job AS job
        LEFT JOIN LATERAL (
               SELECT max(greatest(queued.started_on, queued.completed_on)) AS at,
                      bool_or(queued.state = 'active' AND queued.heartbeat_on > now() - interval '30 seconds') AS busy
                 FROM ${schema}_queue.job AS queued
                WHERE queued.name = job.kind AND queued.data->>'job' = job.id) AS moved ON true
       WHERE job.state IN ('pending', 'running')
         AND (moved.busy IS NOT TRUE OR job.waits <> '{}')
         AND greatest(job.created_at, job.started_at, moved.at) < now() - interval '${Math.round(forSeconds)} seconds'
       ORDER BY job.created_at DESC LIMIT 100`);
    for (const { name, since, waits } of rows) {
      const waitsFor = [...new Set(Object.values(waits).map(({ reason }) => reason))];
      standing.push({ name, sinceSeconds: since, waitsFor });
    }
  }
  return standing;
}
