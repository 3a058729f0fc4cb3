import type { ComparisonResult } from '@rookery/shared-contracts';
import { lossName } from './cell-title.ts';
import { SCALE } from './values.ts';

/** The words of the tables of a result, each said once; only those that a result uses. */
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
