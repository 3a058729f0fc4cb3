import type { Database, Page, PageRequest } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { agentTables } from './tables.ts';

/** Names of a page, unless it is said. */
const PAGE = 1_000;

/** Deletes sessions because somebody wants them gone, and notes their names for whoever has something of them. */
export function deletion(condition: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`
    WITH gone AS (DELETE FROM agent.session WHERE ${condition} RETURNING id)
    INSERT INTO agent.deleted_session (session) SELECT id FROM gone`;
}

/** Names of sessions that were deleted since a time, oldest first. @throws RookeryError INVALID_ARGUMENT (page_token) */
export async function deletedSince(
  database: Database,
  since: Date | undefined,
  { pageSize, pageToken }: PageRequest,
): Promise<Page<string>> {
  const limit = pageSize === 0 ? PAGE : pageSize;
  const after = pageToken === '' ? '0' : pageToken;
  if (!/^\d{1,18}$/.test(after)) throw invalidArgument('page_token', 'is none that was given');
  const { rows } = await sql<{ sequence: string; session: string }>`
    SELECT sequence, session FROM agent.deleted_session
     WHERE sequence > ${after} AND deleted_at >= coalesce(${since ?? null}::timestamptz, '-infinity')
     ORDER BY sequence LIMIT ${limit + 1}`.execute(agentTables(database));
  const items = rows.slice(0, limit);
  const nextPageToken = rows.length > limit ? (items.at(-1)?.sequence ?? '') : '';
  return { items: items.map(({ session }) => `sessions/${session}`), nextPageToken };
}

/** Forgets which sessions were deleted more than so many days ago, at most so many. @returns how many */
export async function forgetDeleted(days: number, most: number, db: QueryExecutorProvider): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM agent.deleted_session WHERE sequence = ANY(ARRAY(
      SELECT sequence FROM agent.deleted_session
       WHERE deleted_at < now() - make_interval(secs => ${days * 86_400}::float8) ORDER BY sequence LIMIT ${most}))`.execute(
    db,
  );
  return Number(numAffectedRows);
}
