import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

/** Comparisons go on without a contender that died: who it was, why, and how many of its searches are not run. */
export const LOST_CONTENDERS: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE lost (
        job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
        contender integer,
        reason text NOT NULL,
        searches integer NOT NULL,
        PRIMARY KEY (job, contender)
      )`.execute(db);
  },
};
