import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const erasures: SchemaMigration = {
  async up(db) {
    // Samples of people who were erased: an answer that was under way then is not stored.
    await sql`
      CREATE TABLE erased_sample (
        run_id text COLLATE "C" REFERENCES run ON DELETE CASCADE,
        sample bigint,
        PRIMARY KEY (run_id, sample)
      )`.execute(db);
    await sql`
      CREATE TABLE erasure (
        job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
        is_open boolean NOT NULL DEFAULT true,
        keys_destroyed boolean NOT NULL DEFAULT false
      )`.execute(db);
    // Who is erased, as long as it is needed for that.
    await sql`
      CREATE TABLE erasure_person (
        job text COLLATE "C" PRIMARY KEY REFERENCES erasure ON DELETE CASCADE,
        person jsonb NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE erased_place (
        job text COLLATE "C" REFERENCES erasure ON DELETE CASCADE,
        place text,
        number int NOT NULL,
        found bigint NOT NULL DEFAULT 0,
        removed bigint NOT NULL DEFAULT 0,
        note text NOT NULL DEFAULT '',
        PRIMARY KEY (job, place)
      )`.execute(db);
  },
};
