import { sql } from 'kysely';

/** Conditions for rows that lie plain and can be sealed. */
export const PLAIN = {
  answer: sql<boolean>`sealed IS NULL AND scenario_id IS DISTINCT FROM ''`,
  outcome: sql<boolean>`sealed IS NULL AND (verdict_words <> '' OR verdict IS NOT NULL)`,
  rating: sql<boolean>`sealed IS NULL AND note <> '' AND scenario_id IS DISTINCT FROM ''`,
} as const;
