import type { Database } from '@rookery/shared-database';
import type { ColumnType, Kysely } from 'kysely';

/** The schema this library owns. */
export const SCHEMA = 'planner_comparison';

/** What a comparison is besides a job: a row for each, with counters that its pieces add to. */
type ComparisonTable = {
  job: string;
  simulated: boolean;
  queries: number;
  searches: number;
  searches_done: ColumnType<number, undefined>;
  /** Microseconds. */
  cpu_us: ColumnType<number, undefined>;
  /** Once all is played, in the JSON form of its contract. */
  result: ColumnType<unknown, undefined, string | null>;
};

type QueryTable = {
  job: string;
  /** 0 for the first of the request. */
  number: number;
  /** What stands for a newer version where it is sealed. */
  content: ColumnType<unknown, string>;
  sealed: Buffer | null;
  /** See `QueryContents.asked`. */
  asked: string | null;
};

type PieceTable = {
  job: string;
  /** 0 for the first of the job. */
  number: number;
  cell: number;
  contender: number;
  first: number;
  problems: number;
  searches: number;
  /** Null until it is played, with all that follows; alone where its contender died before. */
  played_at: Date | null;
  /** Float64 in the byte order of the machine that wrote them, which is little-endian on all that Node runs on today. */
  rows: Buffer | null;
  cpu_us: number | null;
  failed: number | null;
  lesson: string | null;
};

/** A contender that died. */
type LostTable = {
  job: string;
  /** Index in the specification. */
  contender: number;
  reason: string;
  /** Of its pieces that are not played. */
  searches: number;
};

export type ComparisonTables = {
  comparison: ComparisonTable;
  query: QueryTable;
  piece: PieceTable;
  lost: LostTable;
};

/** Typed access to the schema. */
export function comparisonTables(database: Database): Kysely<ComparisonTables> {
  return database.tables<ComparisonTables>(SCHEMA);
}
