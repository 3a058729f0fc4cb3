import type { SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';

/**
 * Vectors of paths, and counters by which an index in memory follows a library without counting its rows. Triggers keep the
 * counters, once a statement, so that whatever stores or removes paths is noticed.
 */
export const PATH_VECTORS: SchemaMigrations[string] = {
  async up(db) {
    await sql`
      ALTER TABLE library
        ADD COLUMN embedder text,
        ADD COLUMN added bigint NOT NULL DEFAULT 0,
        ADD COLUMN epoch bigint NOT NULL DEFAULT 0`.execute(db);
    await sql`
      UPDATE library SET added = (SELECT count(*) FROM path WHERE path.library = library.name)`.execute(db);
    await sql`
      CREATE TABLE path_vector (
        path text PRIMARY KEY REFERENCES path (id) ON DELETE CASCADE,
        vector bytea NOT NULL
      )`.execute(db);
    // Random bytes: trying to compress them is lost time.
    await sql`ALTER TABLE path_vector ALTER COLUMN vector SET STORAGE EXTERNAL`.execute(db);
    await sql`
      CREATE FUNCTION planner.count_added() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE planner.library AS l SET added = l.added + c.paths
          FROM (SELECT library AS name, count(*) AS paths FROM changed GROUP BY library) AS c
         WHERE l.name = c.name;
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE FUNCTION planner.note_removed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE planner.library AS l SET epoch = l.epoch + 1
         WHERE l.name IN (SELECT library FROM changed);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER path_added AFTER INSERT ON path REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION planner.count_added()`.execute(db);
    await sql`
      CREATE TRIGGER path_removed AFTER DELETE ON path REFERENCING OLD TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION planner.note_removed()`.execute(db);
  },
};
