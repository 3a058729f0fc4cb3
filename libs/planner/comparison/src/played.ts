import type { SearchCurves, StreamCurves } from '@rookery/shared-planner-wasm';

/** What came of a piece: numbers in rows of one length, one row a search (a stream has one a problem). */
export interface PlayedPiece {
  /**
   * Of a search: loss at each checkpoint, anytime loss at each, evaluations, rankings by each checkpoint. Of a problem of a
   * stream: the same alone, the same with the library, loss of the reference, weights of the three models. Rows of former
   * times have the last number of rankings only.
   */
  readonly rows: Float64Array;
  /** Processor time, microseconds; undefined for a planner in another process. */
  readonly cpuUs: number | undefined;
  /** Searches that the planner failed in. */
  readonly failed: number;
  /** What the library of a stream taught; empty otherwise. */
  readonly lesson: string;
}

/** One search as a row. */
export interface PlayedSearch {
  readonly loss: readonly number[];
  readonly anytime: readonly number[];
  readonly evaluations: number;
  /** Asked by each checkpoint. */
  readonly rankings: readonly number[];
}

/** Models of a library. */
export const MODELS = 3;

export function rowOf({ loss, anytime, evaluations, rankings }: PlayedSearch): number[] {
  return [...loss, ...anytime, evaluations, ...rankings];
}

/** The searches of a block. */
export function blockRows(curves: SearchCurves): Float64Array {
  const rows = Array.from(curves.evaluations, (_, search) => rowOf(searchIn(curves, search)));
  return Float64Array.from(rows.flat());
}

/** The problems of a stream. */
export function streamRows({ alone, withLibrary, reference, weights }: StreamCurves): Float64Array {
  const rows = Array.from(reference, (loss, problem) => [
    ...rowOf(searchIn(alone, problem)),
    ...rowOf(searchIn(withLibrary, problem)),
    loss,
    ...weights.subarray(MODELS * problem, MODELS * (problem + 1)),
  ]);
  return Float64Array.from(rows.flat());
}

function searchIn({ regret, anytime, evaluations, rankings }: SearchCurves, search: number): PlayedSearch {
  const width = regret.length / evaluations.length;
  const of = (values: Float64Array | Uint32Array): number[] => [
    ...values.subarray(width * search, width * (search + 1)),
  ];
  return {
    loss: of(regret),
    anytime: of(anytime),
    evaluations: evaluations[search] ?? Number.NaN,
    rankings: of(rankings),
  };
}
