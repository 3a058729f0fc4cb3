import {
  CellKind,
  type CheckpointResult,
  type ComparedCell,
  type ComparisonResult,
} from '@rookery/shared-contracts';
import { cellTitle } from './cell-title.ts';
import { checkpointsOf, playedIn } from './contender-name.ts';
import { twoSidedTail } from './normal-tail.ts';
import type { ResultTable } from './result-table.ts';
import { SCALE, withInterval } from './values.ts';

/** Half the width of a 95% interval in standard errors. */
const QUANTILE = 1.959963985;
const LEVEL = 0.05;

/** A contender that is ahead of the baseline somewhere in a cell. */
export interface LossRow {
  readonly cell: ComparedCell;
  readonly rival: string;
  /** At each checkpoint; empty where it is not ahead by more than the interval. */
  readonly values: readonly string[];
}

/** Every cell and contender that is ahead of the baseline at some checkpoint, in the order of the result. */
export function lossRowsOf(result: ComparisonResult): LossRow[] {
  const cells = result.cells.filter(({ kind }) => kind !== CellKind.TRANSFER);
  const count = cells.flatMap((cell) => rivalsOf(cell).flatMap(({ checkpoints }) => checkpoints)).length;
  const holds = (one: CheckpointResult): boolean => chanceOf(one) < LEVEL / count;
  return cells.flatMap((cell) =>
    rivalsOf(cell)
      .filter(({ checkpoints }) => checkpoints.some(isAhead))
      .map(({ label, checkpoints }) => ({
        cell,
        rival: label,
        values: checkpoints.map((one) =>
          isAhead(one) ? `${withInterval(one.difference)}${holds(one) ? ' !' : ''}` : '',
        ),
      })),
  );
}

/**
 * Where another contender is ahead of the baseline by more than the interval, cell by cell and checkpoint by checkpoint; marked
 * where that holds for all comparisons together (Bonferroni). Undefined where nothing is compared.
 */
export function lossesOf(result: ComparisonResult): ResultTable | undefined {
  const cells = result.cells.filter(({ kind }) => kind !== CellKind.TRANSFER);
  const [first] = cells;
  const all = cells.flatMap((cell) => rivalsOf(cell).flatMap(({ checkpoints }) => checkpoints));
  if (first === undefined || all.length === 0) return undefined;
  const rows = lossRowsOf(result);
  const ahead = all.filter(isAhead).length;
  const behind = all.filter((one) => upperEnd(one) < 0).length;
  const calls = checkpointsOf(first).map(String);
  return {
    title: `Where ${first.baseline} loses: loss x ${SCALE} of others minus its own on the same problems, where the interval is below 0`,
    head: ['cell', 'ahead', ...calls],
    rows: rows.map(({ cell, rival, values }) => [cellTitle(cell, result), rival, ...values]),
    note: [
      ...(rows.length === 0 ? [`No other is ahead of ${first.baseline} by more than the interval.`] : []),
      `${all.length} comparisons (cells, others, checkpoints): others are ahead in ${ahead}, ${first.baseline} in ${behind}, the rest cannot be told.`,
      `Of ${all.length} equal pairs about ${Math.round((all.length * LEVEL) / 2)} would seem ahead by chance;`,
      `! marks what holds at 95% for all of them together (Bonferroni).`,
    ].join(' '),
  };
}

function rivalsOf(cell: ComparedCell): ComparedCell['contenders'] {
  return playedIn(cell).filter(({ label }) => label !== cell.baseline);
}

function isAhead({ difference }: CheckpointResult): boolean {
  return difference !== undefined && difference.mean + difference.halfWidth < 0;
}

/** Of the baseline's loss minus the other's: below 0 the baseline is ahead. */
function upperEnd({ difference }: CheckpointResult): number {
  return difference === undefined ? 0 : difference.halfWidth - difference.mean;
}

function chanceOf({ difference }: CheckpointResult): number {
  if (difference === undefined || difference.halfWidth === 0) return 1;
  return twoSidedTail((difference.mean / difference.halfWidth) * QUANTILE);
}
