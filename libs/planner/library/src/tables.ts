import type { Database } from '@rookery/shared-database';
import type { LibraryReport } from '@rookery/shared-planner-wasm';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { CallUsage, PathStep } from './planned-path.ts';

/** The schema this library owns. */
export const SCHEMA = 'planner';

/** JSON in the database: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

interface LibraryTable {
  name: string;
  created_at: Generated<Date>;
  /** Log weights of the three models before the next search; empty: none is preferred. */
  carry: Generated<number[]>;
  /** Whose vectors its paths have; null before the first. */
  embedder: string | null;
  /** Paths stored so far; a trigger counts them. */
  added: Generated<string>;
  /** Changes when paths are removed (a trigger) or vectors are made anew: who follows the library reads it again. */
  epoch: Generated<string>;
}

interface PathVectorTable {
  path: string;
  /** Numbers of 4 bytes, little-endian. */
  vector: Buffer;
}

export interface PathTable {
  /** Order of insertion, for pages and for the index. */
  sequence: Generated<string>;
  id: string;
  library: string;
  /** Names the effect that stored the row, so that it is stored once: `plan/...` or `build/...`. */
  effect: string | null;
  query: string;
  domain: string;
  steps: Json<PathStep[]>;
  start_value: number | null;
  known: string[];
  stop_reason: string;
  planner_failure: string;
  evaluations: number;
  unscored_evaluations: number;
  planner: string;
  parameters_json: string;
  seed: string;
  answer_model: string;
  judge_model: string;
  prior_model: string;
  prompt_versions: string[];
  usage: Json<CallUsage>;
  simulated: boolean;
  profile_key: string;
  /** Version of the fit that the search began with; 0: none. */
  library_version: number;
  created_at: Generated<Date>;
}

/** What can be learned from the search that found a path; see `FinishedSearch` of the core. Holds no value of a profile. */
export interface FinishedSearchTable {
  path: string;
  attributes: number;
  depth: number;
  known: string;
  forbidden: string;
  states: string[];
  weights: number[];
  subsets: string[];
  rewards: number[];
  /** What made the embedding; null with it, where the embedder could not be reached. */
  embedder: string | null;
  embedding: number[] | null;
}

interface LibraryFitTable {
  library: string;
  version: number;
  /** Finished searches there were. */
  finished_searches: number;
  embedder: string;
  fit: Buffer;
  report: Json<LibraryReport>;
  created_at: ColumnType<Date, Date | undefined, Date>;
}

interface BuildTable {
  id: string;
  request_id: string | null;
  library: string;
  /** The request's specification in the JSON form of its contract. */
  spec: Json<unknown>;
  state: string;
  state_reason: string;
  /** The build stops before the next scenario once it has made so many calls; null: no limit. */
  max_calls: string | null;
  /** The same for what it cost, US dollars. */
  max_cost_usd: number | null;
  created_at: Generated<Date>;
  ended_at: Date | null;
}

interface BuildScenarioTable {
  build: string;
  scenario: string;
  chunk: number;
  state: string;
  reason: string;
  /** Once it is done. */
  usage: ColumnType<CallUsage | null, string | undefined, string | null>;
}

export interface PlannerTables {
  library: LibraryTable;
  path: PathTable;
  path_vector: PathVectorTable;
  build: BuildTable;
  build_scenario: BuildScenarioTable;
  finished_search: FinishedSearchTable;
  library_fit: LibraryFitTable;
}

/** Typed access to the schema. */
export function plannerTables(database: Database): Kysely<PlannerTables> {
  return database.tables<PlannerTables>(SCHEMA);
}
