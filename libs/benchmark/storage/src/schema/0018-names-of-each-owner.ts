import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const namesOfEachOwner: SchemaMigration = {
  async up(db) {
    await sql`
      ALTER TABLE data_set DROP CONSTRAINT data_set_name_key, ADD CONSTRAINT data_set_name_key UNIQUE (owner, name)`.execute(
      db,
    );
  },
};
