import type { Database } from '@rookery/shared-database';
import type { LibraryReport } from '@rookery/shared-planner-wasm';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { CallUsage, PathStep } from './planned-path.ts';

/** Rows of before say nothing of unpriced calls. */
type StoredUsage = Omit<CallUsage, 'unpricedCalls'> & Partial<CallUsage>;

/** The schema this library owns. */
export const SCHEMA = 'planner';

/** JSON in the database: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

interface LibraryTable {
  /** With its owner: see `libraryKey`. */
  name: string;
  /** Name of the key that made it; empty where the platform had none. */
  owner: string;
  /** Others may look into it. */
  published: Generated<boolean>;
  /** Another one each time that a library of this name is made: what was read of an erased one is of no use. */
  incarnation: Generated<string>;
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
  /** Numbers of 4 bytes, little-endian; or the same sealed. */
  vector: Buffer;
  is_sealed: Generated<boolean>;
}

export interface PathTable {
  /** Order of insertion, for pages and for the index. */
  sequence: Generated<string>;
  id: string;
  library: string;
  /** Name of the key whose request stored it; null with `request_id`. */
  requested_by: string | null;
  /** The caller's id of that request, under which a path is stored once; null where none was given. */
  request_id: string | null;
  /** Digest of that request; null: it was not kept in former times. */
  request_digest: string | null;
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
  usage: Json<StoredUsage>;
  simulated: boolean;
  profile_key: string;
  /** Version of the fit that the search began with; 0: none. */
  library_version: number;
  created_at: Generated<Date>;
  /** Query and profile key, where they are sealed: then those columns are empty. */
  sealed: Buffer | null;
  /** Where they are sealed: a keyed digest of the query. */
  asked: string | null;
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
  /** The embedding, where it is sealed: then that column is null. */
  sealed_embedding: Generated<Buffer | null>;
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

export interface PlannerTables {
  library: LibraryTable;
  path: PathTable;
  path_vector: PathVectorTable;
  finished_search: FinishedSearchTable;
  library_fit: LibraryFitTable;
}

/** Typed access to the schema. */
export function plannerTables(database: Database): Kysely<PlannerTables> {
  return database.tables<PlannerTables>(SCHEMA);
}
