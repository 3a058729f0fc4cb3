import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const syntheses: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE synthesis (
        job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
        data_set_id int NOT NULL,
        profiles_total int NOT NULL,
        profiles_done int NOT NULL DEFAULT 0,
        profiles_failed int NOT NULL DEFAULT 0,
        queries_kept int NOT NULL DEFAULT 0,
        simulated boolean NOT NULL DEFAULT false,
        made_with text[] NOT NULL,
        calls bigint NOT NULL DEFAULT 0,
        input_tokens bigint NOT NULL DEFAULT 0,
        output_tokens bigint NOT NULL DEFAULT 0,
        cost_usd float8 NOT NULL DEFAULT 0,
        unpriced_calls bigint NOT NULL DEFAULT 0
      )`.execute(db);
    await sql`
      CREATE TABLE synthesis_profile (
        job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
        piece int,
        situation text NOT NULL,
        scenario text NOT NULL,
        profile jsonb NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'written', 'done', 'failed')),
        reason text NOT NULL DEFAULT '',
        detail text NOT NULL DEFAULT '',
        PRIMARY KEY (job, piece)
      )`.execute(db);
    await sql`
      CREATE INDEX synthesis_profile_open ON synthesis_profile (job) WHERE state IN ('open', 'written')`.execute(
      db,
    );
    await sql`
      CREATE TABLE synthesis_query (
        job text COLLATE "C",
        piece int,
        number int,
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        domain text NOT NULL,
        query text NOT NULL,
        dropped text NOT NULL,
        vector bytea,
        PRIMARY KEY (job, piece, number),
        FOREIGN KEY (job, piece) REFERENCES synthesis_profile ON DELETE CASCADE
      )`.execute(db);
    await sql`
      CREATE INDEX synthesis_query_kept ON synthesis_query (job, domain, sequence) WHERE dropped = ''`.execute(
      db,
    );
    await sql`CREATE INDEX synthesis_query_dropped ON synthesis_query (job, dropped) WHERE dropped <> ''`.execute(
      db,
    );
  },
};
