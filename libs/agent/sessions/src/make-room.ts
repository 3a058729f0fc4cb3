import { RookeryError } from '@rookery/shared-errors';
import { sql, type Transaction } from 'kysely';
import type { AgentTables } from './tables.ts';

/** The condition that a session's time is not over. */
export const notExpired = sql<boolean>`expires_at > now()`;

/** Whose sessions are counted. */
interface Counted {
  readonly owner: string;
  /** Not set: all of the owner's. */
  readonly endUser?: string;
}

/** Erases answered sessions, the oldest first, until one more has room. @throws RookeryError RESOURCE_EXHAUSTED */
export async function makeRoom(
  transaction: Transaction<AgentTables>,
  { owner, endUser }: Counted,
  most: number,
): Promise<void> {
  const counted =
    endUser === undefined ? sql`owner = ${owner}` : sql`owner = ${owner} AND end_user = ${endUser}`;
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM agent.session WHERE ${counted} AND ${notExpired}`.execute(transaction);
  const excess = (rows[0]?.count ?? 0) - most + 1;
  if (excess <= 0) return;
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM agent.session WHERE id IN (
      SELECT id FROM agent.session WHERE ${counted} AND ${notExpired} AND answered
       ORDER BY sequence LIMIT ${excess})`.execute(transaction);
  if (Number(numAffectedRows) < excess) throw tooMany(most);
}

function tooMany(most: number): RookeryError {
  return new RookeryError(
    'RESOURCE_EXHAUSTED',
    `sessions: ${most} wait for their answers, which is the most at a time; end some, or delete them`,
    { reason: 'SESSION_LIMIT' },
  );
}
