import {
  CellKind,
  type CheckpointResult,
  type ComparedCell,
  type ComparisonResult,
} from '@rookery/shared-contracts';
import { cellTitle } from './cell-title.ts';
import { twoSidedTail } from './normal-tail.ts';
import type { ResultTable } from './result-table.ts';
import { SCALE, withInterval } from './values.ts';

/** Half the width of a 95% interval in standard errors. */
const QUANTILE = 1.959963985;
const LEVEL = 0.05;

/**
 * Where another contender is ahead of the baseline by more than the interval, cell by cell and checkpoint by checkpoint; marked
 * where that holds for all comparisons together (Bonferroni). Undefined where nothing is compared.
 */
export function lossesOf(result: ComparisonResult): ResultTable | undefined {
  const cells = result.cells.filter(({ kind }) => kind !== CellKind.TRANSFER);
  const [first] = cells;
  const all = cells.flatMap((cell) => rivalsOf(cell).flatMap(({ checkpoints }) => checkpoints));
  if (first === undefined || all.length === 0) return undefined;
  const holds = (one: CheckpointResult): boolean => chanceOf(one) < LEVEL / all.length;
  const rows = cells.flatMap((cell) =>
    rivalsOf(cell)
      .filter(({ checkpoints }) => checkpoints.some(isAhead))
      .map(({ label, checkpoints }) => [
        cellTitle(cell, result),
        label,
        ...checkpoints.map((one) =>
          isAhead(one) ? `${withInterval(one.difference)}${holds(one) ? ' !' : ''}` : '',
        ),
      ]),
  );
  const ahead = all.filter(isAhead).length;
  const behind = all.filter((one) => upperEnd(one) < 0).length;
  const calls = first.contenders[0]?.checkpoints.map(({ evaluations }) => String(evaluations)) ?? [];
  return {
    title: `Where ${first.baseline} loses: loss x ${SCALE} of others minus its own on the same problems, where the interval is below 0`,
    head: ['cell', 'ahead', ...calls],
    rows,
    note: [
      `${all.length} comparisons (cells, others, checkpoints): others are ahead in ${ahead}, ${first.baseline} in ${behind}, the rest cannot be told.`,
      `Of ${all.length} equal pairs about ${Math.round((all.length * LEVEL) / 2)} would seem ahead by chance;`,
      `! marks what holds at 95% for all of them together (Bonferroni).`,
    ].join(' '),
  };
}

function rivalsOf({ contenders, baseline }: ComparedCell): ComparedCell['contenders'] {
  return contenders.filter(({ label }) => label !== baseline);
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
