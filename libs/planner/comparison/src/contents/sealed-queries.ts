import type { Database } from '@rookery/shared-database';
import { COMPARISON_KEYS, type SealedContents } from '@rookery/shared-sealing';
import { sql } from 'kysely';
import { QueryContents, queryKeyId } from './query-contents.ts';

/** Rows of one transaction. */
const BATCH = 500;

/** The contents of comparisons: the queries and profiles that came with them. What lies plain is sealed as it lies, whatever it says. */
export function sealedQueries(database: Database): SealedContents {
  return {
    keys: COMPARISON_KEYS,
    isPlain: sql<boolean>`EXISTS (SELECT FROM planner_comparison.query WHERE sealed IS NULL)`,
    async sealSome(transaction, sealing) {
      const contents = new QueryContents(database, sealing);
      const { rows } = await sql<{ job: string; number: number; content: string; query: string }>`
        SELECT job, number, content::text AS content, coalesce(content ->> 'query', '') AS query
          FROM planner_comparison.query WHERE sealed IS NULL
         LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
      const ids = rows.map(({ job, number }) => queryKeyId(job, number));
      const keys = await contents.makeKeys(transaction, ids);
      const anew = rows.map((row, index) =>
        contents.columnsOf(row, ids[index] ?? '', keys.get(ids[index] ?? '')),
      );
      await sql`
        UPDATE planner_comparison.query AS row
           SET content = new.content::jsonb, sealed = new.sealed, asked = new.asked
          FROM unnest(${rows.map(({ job }) => job)}::text[], ${rows.map(({ number }) => number)}::int[],
                      ${anew.map(({ content }) => content)}::text[], ${anew.map(({ sealed }) => sealed)}::bytea[],
                      ${anew.map(({ asked }) => asked)}::text[]) AS new (job, number, content, sealed, asked)
         WHERE row.job = new.job AND row.number = new.number`.execute(transaction);
      if (rows.length > 0) return rows.length;
      // Whoever replaces keys and knows nothing of queries deletes keys alone.
      await sql`
        DELETE FROM planner_comparison.query WHERE sealed IS NOT NULL
           AND NOT EXISTS (SELECT FROM planner_comparison.content_key AS key WHERE key.id = job || '/' || number)`.execute(
        transaction,
      );
      return 0;
    },
    async eraseRemains(transaction, ids) {
      const gone = [...ids];
      await sql`
        DELETE FROM planner_comparison.query WHERE job || '/' || number = ANY(${gone}::text[])`.execute(
        transaction,
      );
      // Where the query was gone and only its key came back.
      await sql`DELETE FROM planner_comparison.content_key WHERE id = ANY(${gone}::text[])`.execute(
        transaction,
      );
    },
  };
}
