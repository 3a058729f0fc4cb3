import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

/** What paths keep of people can be sealed, with a key for each, which goes with it. */
export const SEALED_PATHS: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE path ADD COLUMN sealed bytea, ADD COLUMN asked text`.execute(db);
    await sql`ALTER TABLE path_vector ADD COLUMN is_sealed boolean NOT NULL DEFAULT false`.execute(db);
    await sql`ALTER TABLE finished_search ADD COLUMN sealed_embedding bytea`.execute(db);
    // What is to be sealed still is found without a look at everything.
    await sql`CREATE INDEX path_plain ON path (id) WHERE sealed IS NULL`.execute(db);
    await sql`CREATE INDEX path_vector_plain ON path_vector (path) WHERE NOT is_sealed`.execute(db);
    await sql`CREATE INDEX finished_search_plain ON finished_search (path) WHERE embedding IS NOT NULL`.execute(
      db,
    );
    await sql`
      CREATE FUNCTION planner.forget_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM planner.content_key WHERE id IN (SELECT id FROM gone);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER path_keys AFTER DELETE ON path REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION planner.forget_keys()`.execute(db);
  },
};
