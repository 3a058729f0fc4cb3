import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const answersAsTheyAre: SchemaMigration = {
  async up(db) {
    // Null: from before anybody said what an answer is. Of an answer that is none, nothing is kept but its state.
    await sql`ALTER TABLE answer ADD COLUMN state text, ADD COLUMN sent jsonb`.execute(db);
    await sql`
      ALTER TABLE outcome ADD COLUMN answer_state text, ADD COLUMN sent jsonb,
        ADD COLUMN detail text NOT NULL DEFAULT '', ADD COLUMN verdict_words text NOT NULL DEFAULT ''`.execute(
      db,
    );
    await sql`ALTER TABLE library_build_scenario ADD COLUMN detail text NOT NULL DEFAULT ''`.execute(db);
    for (const table of ['answer', 'outcome', 'run', 'library_build']) {
      await sql`ALTER TABLE ${sql.table(table)} ADD COLUMN unpriced_calls bigint NOT NULL DEFAULT 0`.execute(
        db,
      );
    }
  },
};
