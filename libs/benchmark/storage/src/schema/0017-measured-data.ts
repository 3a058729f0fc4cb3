import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const measuredData: SchemaMigration = {
  async up(db) {
    // Null: runs from before it was noted.
    await sql`
      ALTER TABLE run ADD COLUMN data_set text, ADD COLUMN data_digest text, ADD COLUMN data_scenarios int`.execute(
      db,
    );
    await sql`ALTER TABLE data_set ADD COLUMN of_experiment boolean NOT NULL DEFAULT false`.execute(db);
    // Null: all attributes are as the file had them, or it was not noted then.
    await sql`ALTER TABLE scenario ADD COLUMN given jsonb`.execute(db);
    await sql`CREATE INDEX scenario_twins ON scenario (twin_of) WHERE twin_of IS NOT NULL`.execute(db);
    await sql`
      UPDATE scenario AS twin SET split = base.split FROM scenario AS base
       WHERE base.id = twin.twin_of AND twin.split <> base.split`.execute(db);
  },
};
