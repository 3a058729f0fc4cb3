import type {
  ComparedCell,
  ComparisonResult,
  ContenderResult,
  MeanEstimate,
} from '@rookery/shared-contracts';
import { cellTitle, lossName } from './cell-title.ts';

/** Rows under a heading. */
export interface ResultTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The words of these tables, each said once; only those that a result uses. */
export function wordsOf({ cells }: ComparisonResult): string[] {
  const kinds = new Set(cells.map(lossName));
  const timed = cells.some(({ contenders }) =>
    contenders.some(({ cpuUsPerEvaluation }) => cpuUsPerEvaluation !== undefined),
  );
  return [
    'k: how many attributes a path asks for, one after the other.',
    ...(kinds.has('regret')
      ? [
          'regret: how much worse the path that was found is than the best one there is, in score points of 1 to 5; ' +
            `0 is perfect. x ${SCALE}: in thousandths, so 120 is 0.12 points.`,
        ]
      : []),
    ...(kinds.has('5 minus value')
      ? [
          `5 minus value: how far fresh answers with the path stay below the best score; x ${SCALE}: in thousandths.`,
        ]
      : []),
    'after 10, 20, ...: the number of calls (noisy evaluations) that a planner had made by then.',
    'reaches N at: after how many calls the loss is down to N; > stands for beyond the last number shown.',
    "mean over the path's prefixes: the same loss when the person may stop answering after any step.",
    ...(timed ? ['us a call: processor time of the planner itself for one call, in microseconds.'] : []),
    '±: 95% interval. Share of wins: on how many of the same problems it was better; a tie counts half.',
  ];
}

/** Losses are shown in thousandths of a score point. */
const SCALE = 1000;

/** The tables of each cell: losses, losses against the baseline, losses when a person may stop answering on the way. */
export function tablesOf(result: ComparisonResult): ResultTable[] {
  return result.cells.flatMap((cell) => {
    const title = cellTitle(cell, result);
    return [lossTable(cell, title), differenceTable(cell, title), anytimeTable(cell, title)];
  });
}

/** Losses with what it takes to reach the target. */
function lossTable(cell: ComparedCell, title: string): ResultTable {
  const timed = cell.contenders.some(({ cpuUsPerEvaluation }) => cpuUsPerEvaluation !== undefined);
  return {
    title: `${title}: ${lossName(cell)} x ${SCALE}, ${cell.problems} problems`,
    head: [
      'after',
      ...calls(cell),
      `reaches ${thousandths(cell.target)} at`,
      ...(timed ? ['us a call'] : []),
    ],
    rows: cell.contenders.map((contender) => [
      contender.label,
      ...contender.checkpoints.map(({ loss }) => withInterval(loss)),
      reached(contender),
      ...(timed
        ? [contender.cpuUsPerEvaluation?.toFixed(contender.cpuUsPerEvaluation < 10 ? 1 : 0) ?? '-']
        : []),
    ]),
  };
}

function differenceTable(cell: ComparedCell, title: string): ResultTable {
  const others = cell.contenders.filter(({ label }) => label !== cell.baseline);
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
    rows: cell.contenders.map(({ label, checkpoints }) => [
      label,
      ...checkpoints.map(({ anytime }) => withInterval(anytime)),
    ]),
  };
}

function calls({ contenders }: ComparedCell): string[] {
  return (contenders[0]?.checkpoints ?? []).map(({ evaluations }) => String(evaluations));
}

/** `34 [28, 41]`; `>` stands for beyond the last checkpoint. */
function reached(contender: ContenderResult): string {
  const { callsToTarget, callsToTargetLow, callsToTargetHigh, checkpoints } = contender;
  const beyond = `>${checkpoints.at(-1)?.evaluations ?? 0}`;
  const show = (value: number | undefined): string =>
    value === undefined ? beyond : String(Math.round(value));
  if (callsToTarget === undefined && callsToTargetLow === undefined) return 'never';
  return `${show(callsToTarget)} [${show(callsToTargetLow)}, ${show(callsToTargetHigh)}]`;
}

function withInterval(estimate: MeanEstimate | undefined, signed = false): string {
  if (estimate === undefined) return '-';
  const value = Math.round(SCALE * estimate.mean);
  const plus = signed && value > 0 ? '+' : '';
  return `${plus}${value} ±${Math.round(SCALE * estimate.halfWidth)}`;
}

function thousandths(estimate: MeanEstimate | undefined): string {
  return estimate === undefined ? '-' : String(Math.round(SCALE * estimate.mean));
}
