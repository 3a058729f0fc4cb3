import type { SchemaMigrations } from '@rookery/shared-database';
import { incompleteJobs, jobTable, jobWaits } from '@rookery/shared-jobs';
import { BENCHMARK_KEYS, contentKeyTable } from '@rookery/shared-sealing';
import { sql } from 'kysely';
import { emptySchema } from './empty-schema.ts';

/** The schema that only the benchmark service reads and writes. */
export const BENCHMARK_SCHEMA = 'benchmark';

/** Conditions for rows that lie plain and can be sealed. */
export const PLAIN = {
  answer: sql<boolean>`sealed IS NULL AND scenario_id IS DISTINCT FROM ''`,
  outcome: sql<boolean>`sealed IS NULL AND (verdict_words <> '' OR verdict IS NOT NULL)`,
  rating: sql<boolean>`sealed IS NULL AND note <> '' AND scenario_id IS DISTINCT FROM ''`,
} as const;

/**
 * Rows of answers and outcomes are only ever inserted. A sample is numbered by its natural key (scenario, model,
 * status, repetition; see @rookery/benchmark-samples), so the primary key (run, sample) admits each result once.
 */
export const BENCHMARK_MIGRATIONS: SchemaMigrations = {
  '0001_scenarios_runs_results': {
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
  },
  '0002_reasons_in_one_vocabulary': {
    async up(db) {
      await sql`ALTER TABLE outcome ALTER COLUMN reason DROP NOT NULL`.execute(db);
      await sql`
        UPDATE outcome SET reason = CASE
          WHEN reason = '' THEN NULL
          WHEN reason = 'UNSCORED_REASON_JUDGE_UNAVAILABLE' THEN 'judge_unavailable'
          WHEN reason = 'UNSCORED_REASON_UNSPECIFIED' THEN 'verdict_unreadable'
          WHEN starts_with(reason, 'UNSCORED_REASON_') THEN 'verdict_' || lower(substr(reason, 17))
          ELSE lower(reason) END`.execute(db);
    },
  },
  '0003_jobs': jobTable,
  '0004_runs_are_jobs': {
    async up(db) {
      // Nobody owned them, and what was asked for is not known to the letter: a repeated request is refused, not answered.
      await sql`
        INSERT INTO job (id, kind, owner, as_operator, request_id, digest, spec, state, state_reason, max_calls,
                         max_cost_usd, generation, created_at, started_at, ended_at)
        SELECT id, 'runs', '', true, request_id, '', settings - 'maxCalls' - 'maxCostUsd', state, state_reason,
               (settings ->> 'maxCalls')::bigint, (settings ->> 'maxCostUsd')::float8, generation, created_at,
               started_at, ended_at
          FROM run ORDER BY created_at, id`.execute(db);
      await sql`
        ALTER TABLE run DROP COLUMN request_id, DROP COLUMN settings, DROP COLUMN state, DROP COLUMN state_reason,
          DROP COLUMN generation, DROP COLUMN created_at, DROP COLUMN started_at, DROP COLUMN ended_at,
          ADD FOREIGN KEY (id) REFERENCES job ON DELETE CASCADE`.execute(db);
      for (const table of ['run_scenario', 'run_chunk', 'run_fact', 'answer', 'outcome']) {
        await sql`
          ALTER TABLE ${sql.table(table)} DROP CONSTRAINT ${sql.id(`${table}_run_id_fkey`)},
            ADD FOREIGN KEY (run_id) REFERENCES run ON DELETE CASCADE`.execute(db);
      }
      await sql`CREATE INDEX run_chunk_open ON run_chunk (run_id) WHERE NOT done`.execute(db);
      // Its queue had another shape; what runs at work have left is sent to the new one.
      await emptySchema(db, 'benchmark_queue');
    },
  },
  '0005_data_sets_have_owners': {
    async up(db) {
      await sql`ALTER TABLE data_set ADD COLUMN owner text NOT NULL DEFAULT ''`.execute(db);
      await sql`ALTER TABLE data_set ALTER COLUMN owner DROP DEFAULT`.execute(db);
      await sql`
        ALTER TABLE data_set_scenario DROP CONSTRAINT data_set_scenario_data_set_id_fkey,
          ADD FOREIGN KEY (data_set_id) REFERENCES data_set ON DELETE CASCADE`.execute(db);
      await sql`CREATE INDEX data_set_scenario_by_scenario ON data_set_scenario (scenario_id)`.execute(db);
      await sql`CREATE INDEX run_scenario_by_scenario ON run_scenario (scenario_id)`.execute(db);
    },
  },
  '0006_library_builds': {
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
  },
  '0007_incomplete_jobs': incompleteJobs,
  '0008_answers_as_they_are': {
    async up(db) {
      // Null: from before anybody said what an answer is. Of an answer that is none, nothing is kept but its state.
      await sql`ALTER TABLE answer ADD COLUMN state text, ADD COLUMN sent jsonb`.execute(db);
      await sql`
        ALTER TABLE outcome ADD COLUMN answer_state text, ADD COLUMN sent jsonb,
          ADD COLUMN detail text NOT NULL DEFAULT '', ADD COLUMN verdict_words text NOT NULL DEFAULT ''`.execute(
        db,
      );
      await sql`ALTER TABLE library_build_scenario ADD COLUMN detail text NOT NULL DEFAULT ''`.execute(db);
      for (const table of ['answer', 'outcome', 'run', 'library_build']) {
        await sql`ALTER TABLE ${sql.table(table)} ADD COLUMN unpriced_calls bigint NOT NULL DEFAULT 0`.execute(
          db,
        );
      }
    },
  },
  '0009_job_waits': jobWaits,
  '0010_given_answers': {
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
  },
  '0011_attack_signs': {
    async up(db) {
      await sql`ALTER TABLE outcome ADD COLUMN attack_signs text[]`.execute(db);
    },
  },
  '0012_ratings': {
    async up(db) {
      await sql`
        CREATE TABLE rating_draw (
          run_id text COLLATE "C" PRIMARY KEY REFERENCES run ON DELETE CASCADE,
          seed bigint NOT NULL,
          stratified boolean NOT NULL
        )`.execute(db);
      await sql`
        CREATE TABLE drawn_answer (
          run_id text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
          sample bigint NOT NULL,
          item text COLLATE "C" NOT NULL,
          probability float8 NOT NULL,
          PRIMARY KEY (run_id, sample),
          UNIQUE (run_id, item)
        )`.execute(db);
      await sql`
        CREATE TABLE rating (
          run_id text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
          sample bigint NOT NULL,
          annotator text NOT NULL,
          risk_sensitivity smallint,
          emotional_empathy smallint,
          user_alignment smallint,
          note text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (run_id, sample, annotator)
        )`.execute(db);
    },
  },
  '0013_verdicts_as_given': {
    async up(db) {
      await sql`ALTER TABLE answer ADD COLUMN finish_reason text NOT NULL DEFAULT ''`.execute(db);
      // Scores of a panel are fractions. Null: from before verdicts were kept, or the judge said nothing.
      await sql`
        ALTER TABLE outcome ADD COLUMN verdict jsonb,
          ALTER COLUMN risk_sensitivity TYPE float8, ALTER COLUMN emotional_empathy TYPE float8,
          ALTER COLUMN user_alignment TYPE float8`.execute(db);
    },
  },
  '0014_derived_scenarios': {
    async up(db) {
      // No reference: a twin outlives the scenario that it was made from.
      await sql`ALTER TABLE scenario ADD COLUMN twin_of text COLLATE "C", ADD COLUMN rung text`.execute(db);
    },
  },
  '0015_syntheses': {
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
  },
  '0016_experiments': {
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
  },
  '0017_measured_data': {
    async up(db) {
      // Null: runs from before it was noted.
      await sql`
        ALTER TABLE run ADD COLUMN data_set text, ADD COLUMN data_digest text, ADD COLUMN data_scenarios int`.execute(
        db,
      );
      await sql`ALTER TABLE data_set ADD COLUMN of_experiment boolean NOT NULL DEFAULT false`.execute(db);
      // Null: all attributes are as the file had them, or it was not noted then.
      await sql`ALTER TABLE scenario ADD COLUMN given jsonb`.execute(db);
      await sql`CREATE INDEX scenario_twins ON scenario (twin_of) WHERE twin_of IS NOT NULL`.execute(db);
      await sql`
        UPDATE scenario AS twin SET split = base.split FROM scenario AS base
         WHERE base.id = twin.twin_of AND twin.split <> base.split`.execute(db);
    },
  },
  '0018_names_of_each_owner': {
    async up(db) {
      await sql`
        ALTER TABLE data_set DROP CONSTRAINT data_set_name_key, ADD CONSTRAINT data_set_name_key UNIQUE (owner, name)`.execute(
        db,
      );
    },
  },
  '0019_erasures': {
    async up(db) {
      // Samples of people who were erased: an answer that was under way then is not stored.
      await sql`
        CREATE TABLE erased_sample (
          run_id text COLLATE "C" REFERENCES run ON DELETE CASCADE,
          sample bigint,
          PRIMARY KEY (run_id, sample)
        )`.execute(db);
      await sql`
        CREATE TABLE erasure (
          job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
          is_open boolean NOT NULL DEFAULT true,
          keys_destroyed boolean NOT NULL DEFAULT false
        )`.execute(db);
      // Who is erased, as long as it is needed for that.
      await sql`
        CREATE TABLE erasure_person (
          job text COLLATE "C" PRIMARY KEY REFERENCES erasure ON DELETE CASCADE,
          person jsonb NOT NULL
        )`.execute(db);
      await sql`
        CREATE TABLE erased_place (
          job text COLLATE "C" REFERENCES erasure ON DELETE CASCADE,
          place text,
          number int NOT NULL,
          found bigint NOT NULL DEFAULT 0,
          removed bigint NOT NULL DEFAULT 0,
          note text NOT NULL DEFAULT '',
          PRIMARY KEY (job, place)
        )`.execute(db);
    },
  },
  '0020_content_keys': contentKeyTable(BENCHMARK_KEYS),
  '0021_sealed_contents': {
    async up(db) {
      await sql`
        ALTER TABLE scenario ADD COLUMN sealed bytea, ADD COLUMN asked text, ADD COLUMN query_length int,
          ADD COLUMN profile_length int`.execute(db);
      // Null: from before it was noted.
      await sql`
        ALTER TABLE answer ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C", ADD COLUMN refers boolean`.execute(
        db,
      );
      await sql`ALTER TABLE given_answer ADD COLUMN sealed bytea, ADD COLUMN refers boolean`.execute(db);
      await sql`ALTER TABLE outcome ADD COLUMN sealed bytea`.execute(db);
      await sql`ALTER TABLE rating ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C"`.execute(
        db,
      );
      await sql`ALTER TABLE synthesis_profile ADD COLUMN sealed bytea`.execute(db);
      await sql`
        ALTER TABLE synthesis_query ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C"`.execute(
        db,
      );
      // What is to be sealed still is found without a look at everything.
      await sql`CREATE INDEX scenario_plain ON scenario (profile_key) WHERE sealed IS NULL`.execute(db);
      await sql`CREATE INDEX answer_plain ON answer (run_id, sample) WHERE ${PLAIN.answer}`.execute(db);
      await sql`CREATE INDEX outcome_plain ON outcome (run_id, sample) WHERE ${PLAIN.outcome}`.execute(db);
      await sql`CREATE INDEX given_answer_plain ON given_answer (scenario_id) WHERE sealed IS NULL`.execute(
        db,
      );
      await sql`CREATE INDEX rating_plain ON rating (run_id, sample) WHERE ${PLAIN.rating}`.execute(db);
      await sql`CREATE INDEX synthesis_profile_plain ON synthesis_profile (job, piece) WHERE sealed IS NULL`.execute(
        db,
      );
      // A key goes with what it opens, however that goes.
      await sql`
        CREATE FUNCTION benchmark.forget_scenario_keys() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM benchmark.content_key WHERE id IN (SELECT id FROM gone);
          RETURN NULL;
        END $$`.execute(db);
      await sql`
        CREATE FUNCTION benchmark.forget_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM benchmark.content_key WHERE id IN (SELECT job || '/' || piece FROM gone);
          RETURN NULL;
        END $$`.execute(db);
      await sql`
        CREATE TRIGGER scenario_keys AFTER DELETE ON scenario REFERENCING OLD TABLE AS gone
          FOR EACH STATEMENT EXECUTE FUNCTION benchmark.forget_scenario_keys()`.execute(db);
      await sql`
        CREATE TRIGGER synthesis_profile_keys AFTER DELETE ON synthesis_profile REFERENCING OLD TABLE AS gone
          FOR EACH STATEMENT EXECUTE FUNCTION benchmark.forget_person_keys()`.execute(db);
    },
  },
};
