import { JudgeProtocol, PanelAggregation, type JudgePanel } from '@rookery/shared-contracts';
import { Option, type Command } from 'commander';
import { list, wholeNumber } from './option-values.ts';

const PROTOCOLS = {
  rubric: JudgeProtocol.RUBRIC,
  isolated: JudgeProtocol.ISOLATED,
  checklist: JudgeProtocol.CHECKLIST,
} as const;
const AGGREGATIONS = {
  median: PanelAggregation.MEDIAN,
  mean: PanelAggregation.MEAN,
  majority: PanelAggregation.MAJORITY,
} as const;

/** How to judge, as commander gives it. */
export interface JudgingFlags {
  readonly judgeProtocol: keyof typeof PROTOCOLS;
  readonly judgesBeside: readonly string[];
  readonly judgeSamples: number;
  readonly judgeAggregation: keyof typeof AGGREGATIONS;
  readonly batch: boolean;
}

/** Adds the options that say how to judge and how to ask (docs/judging.md). */
export function describeJudging(command: Command): Command {
  return command
    .addOption(
      new Option('--judge-protocol <protocol>', 'how the judge is asked')
        .choices(Object.keys(PROTOCOLS))
        .default('rubric'),
    )
    .option('--judges-beside <models>', 'further judges of a panel, comma-separated', list, [])
    .option('--judge-samples <n>', 'verdicts of each judge', wholeNumber(1, 20), 1)
    .addOption(
      new Option('--judge-aggregation <how>', 'how several verdicts become one')
        .choices(Object.keys(AGGREGATIONS))
        .default('median'),
    )
    .option(
      '--batch',
      'ask by the batches of the model servers: half the price, within a day or so (conversations of an agent go on live)',
      false,
    );
}

/** The same for a request: a panel only where there is more than one verdict. */
export function judgingOf({
  judgeProtocol,
  judgesBeside,
  judgeSamples,
  judgeAggregation,
  batch,
}: JudgingFlags): {
  readonly judgeProtocol: JudgeProtocol;
  readonly judgePanel: JudgePanel | undefined;
  readonly batch: boolean;
} {
  const isPanel = judgesBeside.length > 0 || judgeSamples > 1;
  return {
    batch,
    judgeProtocol: PROTOCOLS[judgeProtocol],
    judgePanel: isPanel
      ? {
          judgeModels: [...judgesBeside],
          samples: judgeSamples,
          aggregation: AGGREGATIONS[judgeAggregation],
        }
      : undefined,
  };
}
