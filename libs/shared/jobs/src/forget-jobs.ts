import { sql, type QueryExecutorProvider } from 'kysely';

/** A table with many rows for each job. */
export interface HeavyTable {
  readonly table: string;
  /** Of the job's id. */
  readonly column: string;
}

/** Jobs of one statement; their rows in heavy tables are gone before them, so that none takes long. */
const JOBS_AT_ONCE = 50;

/**
 * Deletes jobs that ended more than so many days ago, of all kinds of a schema, with all that refers to them: first what they have
 * many rows of, `most` at a time.
 * @returns rows that were deleted; fewer than `most`: there is no more to delete
 */
export async function forgetJobs(
  db: QueryExecutorProvider,
  {
    schema,
    heavy,
    days,
  }: { readonly schema: string; readonly heavy: readonly HeavyTable[]; readonly days: number },
  most: number,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM ${sql.table(`${schema}.job`)}
     WHERE ended_at < now() - make_interval(secs => ${days * 86_400}::float8)
     ORDER BY ended_at LIMIT ${JOBS_AT_ONCE} FOR UPDATE SKIP LOCKED`.execute(db);
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  for (const { table, column } of heavy) {
    const name = sql.table(`${schema}.${table}`);
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM ${name} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ${name} WHERE ${sql.ref(column)} = ANY(${ids}::text[]) LIMIT ${most}))`.execute(db);
    if (Number(numAffectedRows) >= most) return most;
  }
  await sql`DELETE FROM ${sql.table(`${schema}.job`)} WHERE id = ANY(${ids}::text[])`.execute(db);
  // There may be more jobs.
  return rows.length === JOBS_AT_ONCE ? most : rows.length;
}
