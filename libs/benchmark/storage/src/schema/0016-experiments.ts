import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const experiments: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE experiment (
        job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
        calls bigint NOT NULL DEFAULT 0,
        input_tokens bigint NOT NULL DEFAULT 0,
        output_tokens bigint NOT NULL DEFAULT 0,
        cost_usd float8 NOT NULL DEFAULT 0,
        unpriced_calls bigint NOT NULL DEFAULT 0
      )`.execute(db);
    await sql`
      CREATE TABLE experiment_step (
        job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
        step int,
        piece int NOT NULL,
        key text COLLATE "C" NOT NULL,
        title text NOT NULL,
        ask jsonb NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
        reason text NOT NULL DEFAULT '',
        resource text COLLATE "C" NOT NULL DEFAULT '',
        shared boolean NOT NULL DEFAULT false,
        output jsonb,
        PRIMARY KEY (job, step),
        UNIQUE (job, key)
      )`.execute(db);
    await sql`CREATE INDEX experiment_step_open ON experiment_step (job, piece) WHERE state = 'open'`.execute(
      db,
    );
    await sql`CREATE INDEX experiment_step_by_resource ON experiment_step (resource)`.execute(db);
    await sql`
      CREATE TABLE experiment_path (
        job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
        key text COLLATE "C",
        scenario_id text COLLATE "C",
        attributes text[] NOT NULL,
        PRIMARY KEY (job, key, scenario_id)
      )`.execute(db);
    await sql`CREATE INDEX experiment_path_by_key ON experiment_path (key)`.execute(db);
  },
};
