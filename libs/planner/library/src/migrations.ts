import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';
import { contentKeyTable, PLANNER_KEYS } from '@rookery/shared-sealing';
import { SEALED_PATHS } from './sealed-paths-migration.ts';
import { PATH_VECTORS } from './path-vectors-migration.ts';
import { SCHEMA } from './tables.ts';

/** The history of the schema, oldest first. */
export const MIGRATIONS: SchemaMigrations = {
  '0001_libraries_and_paths': {
    async up(db) {
      await sql`
        CREATE TABLE library (
          name text PRIMARY KEY,
          created_at timestamptz NOT NULL DEFAULT now()
        )`.execute(db);
      await sql`
        CREATE TABLE path (
          sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          id text PRIMARY KEY,
          library text NOT NULL REFERENCES library (name),
          effect text UNIQUE,
          query text NOT NULL,
          domain text NOT NULL,
          steps jsonb NOT NULL,
          start_value double precision,
          known text[] NOT NULL,
          stop_reason text NOT NULL,
          evaluations integer NOT NULL,
          unscored_evaluations integer NOT NULL,
          planner text NOT NULL,
          parameters_json text NOT NULL,
          seed bigint NOT NULL,
          answer_model text NOT NULL,
          judge_model text NOT NULL,
          prior_model text NOT NULL,
          prompt_versions text[] NOT NULL,
          usage jsonb NOT NULL,
          simulated boolean NOT NULL,
          profile_key text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now()
        )`.execute(db);
      await sql`CREATE INDEX path_of_library ON path (library, sequence)`.execute(db);
    },
  },
  '0002_builds': {
    async up(db) {
      await sql`
        CREATE TABLE build (
          id text PRIMARY KEY,
          request_id text UNIQUE,
          library text NOT NULL REFERENCES library (name),
          spec jsonb NOT NULL,
          state text NOT NULL,
          state_reason text NOT NULL DEFAULT '',
          created_at timestamptz NOT NULL DEFAULT now(),
          ended_at timestamptz
        )`.execute(db);
      await sql`
        CREATE TABLE build_scenario (
          build text NOT NULL REFERENCES build (id),
          scenario text NOT NULL,
          chunk integer NOT NULL,
          state text NOT NULL DEFAULT 'pending',
          reason text NOT NULL DEFAULT '',
          usage jsonb,
          PRIMARY KEY (build, scenario)
        )`.execute(db);
      await sql`CREATE INDEX build_chunk ON build_scenario (build, chunk)`.execute(db);
    },
  },
  '0003_planner_failure': {
    async up(db) {
      await sql`ALTER TABLE path ADD COLUMN planner_failure text NOT NULL DEFAULT ''`.execute(db);
    },
  },
  '0004_finished_searches': {
    async up(db) {
      await sql`ALTER TABLE path ADD COLUMN library_version integer NOT NULL DEFAULT 0`.execute(db);
      await sql`ALTER TABLE library ADD COLUMN carry double precision[] NOT NULL DEFAULT '{}'`.execute(db);
      await sql`
        CREATE TABLE finished_search (
          path text PRIMARY KEY REFERENCES path (id) ON DELETE CASCADE,
          attributes integer NOT NULL,
          depth integer NOT NULL,
          known bigint NOT NULL,
          forbidden bigint NOT NULL,
          states bigint[] NOT NULL,
          weights double precision[] NOT NULL,
          subsets bigint[] NOT NULL,
          rewards double precision[] NOT NULL,
          embedder text,
          embedding real[]
        )`.execute(db);
      await sql`
        CREATE TABLE library_fit (
          library text PRIMARY KEY REFERENCES library (name),
          version integer NOT NULL,
          finished_searches integer NOT NULL,
          embedder text NOT NULL,
          fit bytea NOT NULL,
          report jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now()
        )`.execute(db);
    },
  },
  '0005_path_vectors': PATH_VECTORS,
  '0006_build_limits': {
    async up(db) {
      await sql`ALTER TABLE build ADD COLUMN max_calls bigint, ADD COLUMN max_cost_usd double precision`.execute(
        db,
      );
    },
  },
  '0007_owners': {
    async up(db) {
      await sql`
        ALTER TABLE library
          ADD COLUMN owner text NOT NULL DEFAULT '',
          ADD COLUMN incarnation uuid NOT NULL DEFAULT gen_random_uuid()`.execute(db);
      await sql`ALTER TABLE library ALTER COLUMN owner DROP DEFAULT`.execute(db);
      await sql`CREATE INDEX library_of_owner ON library (owner, name)`.execute(db);
      for (const table of ['path', 'library_fit']) {
        const key = sql.id(`${table}_library_fkey`);
        await sql`
          ALTER TABLE ${sql.id(table)} DROP CONSTRAINT ${key}, ADD CONSTRAINT ${key}
            FOREIGN KEY (library) REFERENCES library (name) ON DELETE CASCADE`.execute(db);
      }
    },
  },
  '0008_requests': {
    async up(db) {
      await sql`
        ALTER TABLE path
          ADD COLUMN requested_by text, ADD COLUMN request_id text, ADD COLUMN request_digest text`.execute(
        db,
      );
      // Until then an id was everybody's, and of the request nothing but the id was kept.
      await sql`
        UPDATE path SET requested_by = '', request_id = substr(effect, length('plan/') + 1)
         WHERE effect LIKE 'plan/%'`.execute(db);
      await sql`ALTER TABLE path DROP COLUMN effect`.execute(db);
      await sql`ALTER TABLE path ADD CONSTRAINT path_of_request UNIQUE (requested_by, request_id)`.execute(
        db,
      );
    },
  },
  // Builds are jobs of the benchmark service, which has the scenarios.
  '0009_builds_elsewhere': {
    async up(db) {
      await sql`DROP TABLE build_scenario, build`.execute(db);
    },
  },
  '0010_names_of_each_owner': {
    async up(db) {
      await sql`ALTER TABLE library ADD COLUMN published boolean NOT NULL DEFAULT false`.execute(db);
      for (const table of ['path', 'library_fit']) {
        const key = sql.id(`${table}_library_fkey`);
        await sql`
          ALTER TABLE ${sql.id(table)} DROP CONSTRAINT ${key}, ADD CONSTRAINT ${key}
            FOREIGN KEY (library) REFERENCES library (name) ON DELETE CASCADE ON UPDATE CASCADE`.execute(db);
      }
      await sql`UPDATE library SET name = owner || '~' || name WHERE owner <> ''`.execute(db);
    },
  },
  '0011_content_keys': contentKeyTable(PLANNER_KEYS),
  '0012_sealed_paths': SEALED_PATHS,
};

/** Brings the schema `planner` to the newest step. */
export async function migratePlanner(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}
