import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

/** Queries can be sealed, with a key for each, which goes with it. */
export const SEALED_QUERIES: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE query ADD COLUMN sealed bytea, ADD COLUMN asked text`.execute(db);
    // What is to be sealed still is found without a look at everything.
    await sql`CREATE INDEX query_plain ON query (job, number) WHERE sealed IS NULL`.execute(db);
    await sql`
      CREATE FUNCTION planner_comparison.forget_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM planner_comparison.content_key WHERE id IN (SELECT job || '/' || number FROM gone);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER query_keys AFTER DELETE ON query REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION planner_comparison.forget_keys()`.execute(db);
  },
};
