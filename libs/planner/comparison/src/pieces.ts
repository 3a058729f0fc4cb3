import type { ComparisonSpec } from '@rookery/shared-contracts';
import { cellsOf, repetitionsOf, type Cell } from './cells.ts';

/** A piece of the work: one contender on a few problems of one cell, or one stream. Its first three numbers are its key. */
export interface Piece {
  /** Index of the cell. */
  readonly cell: number;
  /** Index of the contender; 0 for a stream, which plays its own. */
  readonly contender: number;
  /** Index of the first problem in the cell. */
  readonly first: number;
  /** Number of problems. */
  readonly problems: number;
  /** Searches, repetitions included. */
  readonly searches: number;
}

/** Problems of one piece: a second or two of the slowest planner, so that little is lost when a process ends. */
const PROBLEMS = 25;

/**
 * All pieces, in an order that brings the contenders of a cell forward together. The same specification gives the same pieces.
 * @param queries number of queries that came with the request
 */
export function piecesOf(spec: ComparisonSpec, queries: number): Piece[] {
  return cellsOf(spec).flatMap((cell, index) => piecesIn(spec, cell, index, queries));
}

function piecesIn(spec: ComparisonSpec, cell: Cell, index: number, queries: number): Piece[] {
  const contenders = spec.contenders.keys();
  const repetitions = repetitionsOf(spec);
  const of = (total: number, size: number, contender: number): Piece[] =>
    ranges(total, size).map(({ first, problems }) => {
      return { cell: index, contender, first, problems, searches: problems * repetitions };
    });
  switch (cell.kind) {
    case 'world':
      return byProblem(
        [...contenders].flatMap((contender) => of(spec.worlds?.problems ?? 0, PROBLEMS, contender)),
      );
    case 'queries':
      // One query already takes a search's worth of model calls.
      return byProblem([...contenders].flatMap((contender) => of(queries, 1, contender)));
    case 'transfer': {
      const { streams = 0, problems = 0 } = spec.transfer ?? {};
      return ranges(streams * problems, problems).map((range) => {
        return { cell: index, contender: 0, ...range, searches: range.problems };
      });
    }
  }
}

function ranges(total: number, size: number): { first: number; problems: number }[] {
  const parts: { first: number; problems: number }[] = [];
  for (let first = 0; first < total; first += size) {
    parts.push({ first, problems: Math.min(size, total - first) });
  }
  return parts;
}

function byProblem(pieces: readonly Piece[]): Piece[] {
  return [...pieces].sort((a, b) => a.first - b.first || a.contender - b.contender);
}
