import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const attackSigns: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE outcome ADD COLUMN attack_signs text[]`.execute(db);
  },
};
