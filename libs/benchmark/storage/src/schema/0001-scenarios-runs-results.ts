import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const scenariosRunsResults: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE data_set (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
      )`.execute(db);
    await sql`
      CREATE TABLE scenario (
        id text COLLATE "C" PRIMARY KEY,
        query text NOT NULL,
        background text NOT NULL,
        domain text NOT NULL,
        origin text NOT NULL,
        situation text NOT NULL,
        profile jsonb NOT NULL,
        profile_key text COLLATE "C" NOT NULL,
        split text NOT NULL,
        source_row int NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE data_set_scenario (
        data_set_id int NOT NULL REFERENCES data_set,
        scenario_id text COLLATE "C" NOT NULL REFERENCES scenario,
        PRIMARY KEY (data_set_id, scenario_id)
      )`.execute(db);
    await sql`
      CREATE TABLE run (
        id text COLLATE "C" PRIMARY KEY,
        request_id text UNIQUE,
        settings jsonb NOT NULL,
        state text NOT NULL,
        state_reason text NOT NULL DEFAULT '',
        simulated boolean NOT NULL,
        scenarios int NOT NULL,
        samples_total bigint NOT NULL,
        samples_done bigint NOT NULL DEFAULT 0,
        samples_unscored bigint NOT NULL DEFAULT 0,
        samples_failed bigint NOT NULL DEFAULT 0,
        calls bigint NOT NULL DEFAULT 0,
        input_tokens bigint NOT NULL DEFAULT 0,
        output_tokens bigint NOT NULL DEFAULT 0,
        cost_usd float8 NOT NULL DEFAULT 0,
        generation int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        ended_at timestamptz
      )`.execute(db);
    await sql`CREATE INDEX run_newest ON run (created_at DESC, id DESC)`.execute(db);
    await sql`CREATE INDEX run_unfinished ON run (id) WHERE state IN ('pending', 'running')`.execute(db);
    await sql`
      CREATE TABLE run_scenario (
        run_id text COLLATE "C" NOT NULL REFERENCES run,
        position int NOT NULL,
        scenario_id text COLLATE "C" NOT NULL REFERENCES scenario,
        PRIMARY KEY (run_id, position)
      )`.execute(db);
    await sql`
      CREATE TABLE run_chunk (
        run_id text COLLATE "C" NOT NULL REFERENCES run,
        generation int NOT NULL,
        chunk int NOT NULL,
        first bigint NOT NULL,
        last bigint NOT NULL,
        done boolean NOT NULL DEFAULT false,
        PRIMARY KEY (run_id, generation, chunk)
      )`.execute(db);
    await sql`
      CREATE TABLE run_fact (
        run_id text COLLATE "C" NOT NULL REFERENCES run,
        kind text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (run_id, kind, value)
      )`.execute(db);
    await sql`
      CREATE TABLE answer (
        run_id text COLLATE "C" NOT NULL REFERENCES run,
        sample bigint NOT NULL,
        response text NOT NULL,
        asked text[] NOT NULL,
        calls int NOT NULL,
        input_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        cost_usd float8 NOT NULL,
        PRIMARY KEY (run_id, sample)
      )`.execute(db);
    await sql`
      CREATE TABLE outcome (
        run_id text COLLATE "C" NOT NULL REFERENCES run,
        sample bigint NOT NULL,
        scenario_id text COLLATE "C" NOT NULL,
        model text NOT NULL,
        status text NOT NULL,
        repetition int NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        risk_sensitivity smallint,
        emotional_empathy smallint,
        user_alignment smallint,
        questions smallint,
        calls int NOT NULL,
        input_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        cost_usd float8 NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, sample)
      )`.execute(db);
  },
};
