import { CellKind, type ComparedCell, type ComparisonResult } from '@rookery/shared-contracts';
import { cellTitle } from './cell-title.ts';
import { checkpointsOf } from './contender-name.ts';
import type { ResultTable } from './result-table.ts';
import { reached, reachedByAll, SCALE, thousandths } from './values.ts';

/**
 * What the baseline takes to reach the loss that the target has after its last evaluation, and what the target itself takes: by
 * evaluations alone and by all calls. Undefined where target and baseline are the same.
 */
export function callsOf(result: ComparisonResult): ResultTable | undefined {
  const cells = cellsWithTarget(result);
  const [first] = cells;
  if (first === undefined) return undefined;
  const { baseline, targetContender, rankingPrice } = first;
  const last = checkpointsOf(first).at(-1) ?? 0;
  return {
    title: `Calls to reach what ${targetContender} has after ${last} evaluations`,
    head: [
      'cell',
      `loss x ${SCALE}`,
      `${baseline}, evaluations`,
      `${baseline}, all calls`,
      `${targetContender}, evaluations`,
      `${targetContender}, all calls`,
    ],
    rows: cells.map((cell) => [
      cellTitle(cell, result),
      thousandths(cell.target),
      ...both(cell, baseline),
      ...both(cell, targetContender),
    ]),
    note: `All calls: an evaluation counts 1 (an answer and its verdict), a ranking ${rankingPrice}. At the first checkpoint: at most that many.`,
  };
}

/** The cells of that table, in its order. */
export function cellsWithTarget({ cells }: ComparisonResult): ComparedCell[] {
  return cells.filter(
    ({ kind, baseline, targetContender }) =>
      kind !== CellKind.TRANSFER && targetContender !== '' && baseline !== targetContender,
  );
}

function both({ contenders }: ComparedCell, wanted: string): string[] {
  const contender = contenders.find(({ label }) => label === wanted);
  return contender === undefined ? ['-', '-'] : [reached(contender), reachedByAll(contender)];
}
