import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const dataSetsHaveOwners: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE data_set ADD COLUMN owner text NOT NULL DEFAULT ''`.execute(db);
    await sql`ALTER TABLE data_set ALTER COLUMN owner DROP DEFAULT`.execute(db);
    await sql`
      ALTER TABLE data_set_scenario DROP CONSTRAINT data_set_scenario_data_set_id_fkey,
        ADD FOREIGN KEY (data_set_id) REFERENCES data_set ON DELETE CASCADE`.execute(db);
    await sql`CREATE INDEX data_set_scenario_by_scenario ON data_set_scenario (scenario_id)`.execute(db);
    await sql`CREATE INDEX run_scenario_by_scenario ON run_scenario (scenario_id)`.execute(db);
  },
};
