import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql, type ColumnType, type Generated, type Kysely } from 'kysely';

/** The schema this library owns. */
const SCHEMA = 'planner_comparison';

/** JSON in the database: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

interface ComparisonTable {
  /** Order of insertion, for pages. */
  sequence: Generated<string>;
  id: string;
  request_id: string | null;
  /** The specification in the JSON form of its contract. */
  spec: Json<unknown>;
  /** Ids of the stored queries, chosen when the comparison was made. */
  scenarios: string[];
  simulated: boolean;
  searches: number;
  state: string;
  state_reason: string;
  /** Once it has succeeded, in the JSON form of its contract. */
  result: ColumnType<unknown, undefined, string>;
  created_at: Generated<Date>;
  ended_at: Date | null;
}

interface PieceTable {
  comparison: string;
  cell: number;
  contender: number;
  first: number;
  searches: number;
  /** Float64 in the byte order of the machine that wrote them, which is little-endian on all that Node runs on today. */
  rows: Buffer;
  cpu_us: number | null;
  failed: number;
  lesson: string;
  played_at: Generated<Date>;
}

export interface ComparisonTables {
  comparison: ComparisonTable;
  piece: PieceTable;
}

const MIGRATIONS: SchemaMigrations = {
  '0001_comparisons': {
    async up(db) {
      await sql`
        CREATE TABLE comparison (
          sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          id text PRIMARY KEY,
          request_id text UNIQUE,
          spec jsonb NOT NULL,
          scenarios text[] NOT NULL,
          simulated boolean NOT NULL,
          searches integer NOT NULL,
          state text NOT NULL,
          state_reason text NOT NULL DEFAULT '',
          result jsonb,
          created_at timestamptz NOT NULL DEFAULT now(),
          ended_at timestamptz
        )`.execute(db);
      await sql`
        CREATE TABLE piece (
          comparison text NOT NULL REFERENCES comparison (id),
          cell integer NOT NULL,
          contender integer NOT NULL,
          first integer NOT NULL,
          searches integer NOT NULL,
          rows bytea NOT NULL,
          cpu_us double precision,
          failed integer NOT NULL,
          lesson text NOT NULL,
          played_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (comparison, cell, contender, first)
        )`.execute(db);
    },
  },
};

/** Typed access to the schema. */
export function comparisonTables(database: Database): Kysely<ComparisonTables> {
  return database.tables<ComparisonTables>(SCHEMA);
}

/** Brings the schema to the newest step. */
export async function migrateComparisons(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}
