import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const verdictsAsGiven: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE answer ADD COLUMN finish_reason text NOT NULL DEFAULT ''`.execute(db);
    // Scores of a panel are fractions. Null: from before verdicts were kept, or the judge said nothing.
    await sql`
      ALTER TABLE outcome ADD COLUMN verdict jsonb,
        ALTER COLUMN risk_sensitivity TYPE float8, ALTER COLUMN emotional_empathy TYPE float8,
        ALTER COLUMN user_alignment TYPE float8`.execute(db);
  },
};
