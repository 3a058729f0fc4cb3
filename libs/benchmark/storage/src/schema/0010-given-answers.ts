import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const givenAnswers: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE given_answer (
        data_set_id int NOT NULL,
        scenario_id text COLLATE "C" NOT NULL,
        model text NOT NULL,
        digest text COLLATE "C" NOT NULL,
        source_row int NOT NULL,
        response text NOT NULL,
        PRIMARY KEY (data_set_id, scenario_id, model, digest),
        FOREIGN KEY (data_set_id, scenario_id) REFERENCES data_set_scenario ON DELETE CASCADE
      )`.execute(db);
  },
};
