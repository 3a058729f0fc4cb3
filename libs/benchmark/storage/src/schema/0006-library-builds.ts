import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const libraryBuilds: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE library_build (
        job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
        scenarios_total int NOT NULL,
        scenarios_done int NOT NULL DEFAULT 0,
        scenarios_failed int NOT NULL DEFAULT 0,
        calls bigint NOT NULL DEFAULT 0,
        input_tokens bigint NOT NULL DEFAULT 0,
        output_tokens bigint NOT NULL DEFAULT 0,
        cost_usd float8 NOT NULL DEFAULT 0
      )`.execute(db);
    // A build that has ended does not hold its scenarios: no reference.
    await sql`
      CREATE TABLE library_build_scenario (
        job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
        piece int,
        scenario_id text COLLATE "C" NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
        reason text NOT NULL DEFAULT '',
        PRIMARY KEY (job, piece)
      )`.execute(db);
    await sql`CREATE INDEX library_build_scenario_open ON library_build_scenario (job) WHERE state = 'open'`.execute(
      db,
    );
    await sql`CREATE INDEX library_build_scenario_by_scenario ON library_build_scenario (scenario_id)`.execute(
      db,
    );
  },
};
