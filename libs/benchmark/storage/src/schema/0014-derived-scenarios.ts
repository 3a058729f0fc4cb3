import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const derivedScenarios: SchemaMigration = {
  async up(db) {
    // No reference: a twin outlives the scenario that it was made from.
    await sql`ALTER TABLE scenario ADD COLUMN twin_of text COLLATE "C", ADD COLUMN rung text`.execute(db);
  },
};
