import type { ComparedCell, ComparisonResult, ContenderResult } from '@rookery/shared-contracts';
import { callsOf } from './calls.ts';
import { cellTitle, lossName } from './cell-title.ts';
import { checkpointsOf, contenderName, mishapsOf, playedIn } from './contender-name.ts';
import { lossesOf } from './losses.ts';
import type { ResultTable } from './result-table.ts';
import { reached, reachedByAll, SCALE, thousandths, withInterval } from './values.ts';

/**
 * Where the baseline loses, and what it takes to reach the target, over all cells; then the tables of each cell: losses, losses
 * against the baseline, losses when a person may stop answering on the way.
 */
export function tablesOf(result: ComparisonResult): ResultTable[] {
  const summaries = [lossesOf(result), callsOf(result)].filter((table) => table !== undefined);
  return [...summaries, ...result.cells.flatMap((cell) => tablesOfCell(cell, result))];
}

/** The tables of one cell: losses, losses against the baseline, losses when a person may stop answering on the way. */
export function tablesOfCell(cell: ComparedCell, result: ComparisonResult): ResultTable[] {
  const title = cellTitle(cell, result);
  return [lossTable(cell, title), differenceTable(cell, title), anytimeTable(cell, title)];
}

/** Losses with what it takes to reach the target. */
function lossTable(cell: ComparedCell, title: string): ResultTable {
  const timed = cell.contenders.some(({ cpuUsPerEvaluation }) => cpuUsPerEvaluation !== undefined);
  const mishaps = mishapsOf(cell);
  return {
    ...(mishaps === '' ? {} : { note: mishaps }),
    title: `${title}: ${lossName(cell)} x ${SCALE}, ${cell.problems} problems`,
    head: [
      'after',
      ...calls(cell),
      'evaluations',
      'rankings',
      `reaches ${thousandths(cell.target)} at`,
      'all calls',
      ...(timed ? ['us a call'] : []),
    ],
    rows: cell.contenders.map((contender) =>
      contender.lost === ''
        ? lossRow(contender, timed)
        : [
            contenderName(contender),
            ...calls(cell).map(() => '-'),
            '-',
            '-',
            '-',
            '-',
            ...(timed ? ['-'] : []),
          ],
    ),
  };
}

function lossRow(contender: ContenderResult, timed: boolean): string[] {
  const { cpuUsPerEvaluation: us } = contender;
  return [
    contenderName(contender),
    ...contender.checkpoints.map(({ loss }) => withInterval(loss)),
    contender.meanEvaluations.toFixed(0),
    contender.meanRankings.toFixed(0),
    reached(contender),
    reachedByAll(contender),
    ...(timed ? [us?.toFixed(us < 10 ? 1 : 0) ?? '-'] : []),
  ];
}

function differenceTable(cell: ComparedCell, title: string): ResultTable {
  const others = playedIn(cell).filter(({ label }) => label !== cell.baseline);
  return {
    title: `${title}: minus ${cell.baseline} on the same problems (share of wins)`,
    head: ['after', ...calls(cell)],
    rows: others.map(({ label, checkpoints }) => [
      label,
      ...checkpoints.map(
        ({ difference, winRate }) => `${withInterval(difference, true)} (${Math.round(100 * winRate)}%)`,
      ),
    ]),
  };
}

function anytimeTable(cell: ComparedCell, title: string): ResultTable {
  return {
    title: `${title}: ${lossName(cell)} x ${SCALE} of the mean over the path's prefixes`,
    head: ['after', ...calls(cell)],
    rows: playedIn(cell).map(({ label, checkpoints }) => [
      label,
      ...checkpoints.map(({ anytime }) => withInterval(anytime)),
    ]),
  };
}

function calls(cell: ComparedCell): string[] {
  return checkpointsOf(cell).map(String);
}
