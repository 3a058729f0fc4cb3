import { openedQuery, personKeyId, type BenchmarkTables, type Contents } from '@rookery/benchmark-storage';
import { sql, type Kysely } from 'kysely';
import type { Dropped, FailedProfiles } from './synthesis-record.ts';

/** What the filter dropped, by job and reason, most frequent first. */
export async function droppedQueries(
  db: Kysely<BenchmarkTables>,
  contents: Contents,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, readonly Dropped[]>> {
  if (jobs.length === 0) return new Map();
  const rows = await db
    .selectFrom('synthesis_query')
    .select(['job', 'dropped as reason', (eb) => eb.fn.countAll<string>().as('queries')])
    .select([
      sql<string>`(array_agg(query ORDER BY piece, number))[1]`.as('query'),
      sql<Buffer | null>`(array_agg(sealed ORDER BY piece, number))[1]`.as('sealed'),
      sql<number>`min(piece)`.as('piece'),
    ])
    .where('job', 'in', jobs)
    .where('dropped', '<>', '')
    .groupBy(['job', 'dropped'])
    .orderBy('queries', 'desc')
    .orderBy('dropped')
    .execute();
  const keys = await contents.keysOf(rows.map(({ job, piece }) => personKeyId(job, piece)));
  return Map.groupBy(
    rows.map((row) => ({
      job: row.job,
      reason: row.reason,
      queries: Number(row.queries),
      example: openedQuery(row, personKeyId(row.job, row.piece), contents, keys),
    })),
    ({ job }) => job,
  );
}

/** Why profiles failed, by job and reason, most frequent first. */
export async function failedProfiles(
  db: Kysely<BenchmarkTables>,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, readonly FailedProfiles[]>> {
  if (jobs.length === 0) return new Map();
  const rows = await db
    .selectFrom('synthesis_profile')
    .select(['job', 'reason', (eb) => eb.fn.countAll<string>().as('profiles')])
    .select(
      sql<string>`coalesce((array_agg(detail ORDER BY piece) FILTER (WHERE detail <> ''))[1], '')`.as(
        'detail',
      ),
    )
    .where('job', 'in', jobs)
    .where('state', '=', 'failed')
    .groupBy(['job', 'reason'])
    .orderBy('profiles', 'desc')
    .orderBy('reason')
    .execute();
  return Map.groupBy(
    rows.map((row) => ({ ...row, profiles: Number(row.profiles) })),
    ({ job }) => job,
  );
}
