import { sql } from 'kysely';

/** Of a group of outcomes: how the first sample that says so went wrong; empty when none does. */
export const FIRST_DETAIL = sql<string>`
  coalesce((array_agg(detail ORDER BY sample) FILTER (WHERE detail <> ''))[1], '')`;
