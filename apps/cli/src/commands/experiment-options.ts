import type { Command } from 'commander';
import { DEFAULT_MODEL } from '../default-model.ts';
import { amount, list, wholeNumber } from '../option-values.ts';

/** `rookery experiment`'s flags. */
export interface ExperimentFlags {
  readonly preset?: 'paper';
  /** Absent: those of the preset, or the default model. */
  readonly models?: string[];
  readonly judge?: string;
  /** Empty: the project's own scenarios, imported where they are not there. */
  readonly dataSet: string;
  readonly limit: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly budget?: number;
  readonly depth?: number;
  readonly maxCost?: number;
  readonly maxCalls?: number;
  /** Absent: a folder named after what is made. */
  readonly out?: string;
  readonly resume?: string;
}

const HELP = `
  rookery experiment                        list the experiments there are
  rookery experiment context-gap            one of them
  rookery experiment over-caution --data-set mine --models NAME --judge NAME
  rookery experiment main,path-length --models gpt-4o,qwq-32b --judge gpt-4o
  rookery experiment all --preset paper --limit 70
  rookery experiment --resume EXPERIMENT    go on with one that was stopped

The preset paper takes the paper's models, as far as the platform serves them
(simulated ones otherwise), the first of them, GPT-4o, as judge, 300 evaluations
a search and 5 attributes on a path. All experiments stand on the evaluation
side of the split, about four of five people. What experiments share is made
once, and what an earlier one made for the same settings and scenarios is taken
as it is.

The folder holds report.html, which needs nothing else, report.md, result.json,
samples.parquet, and each figure as SVG and PNG, light and dark.`;

/** Describes `rookery experiment`. */
export function describeExperiment(command: Command): Command {
  return command
    .description('make experiments of the paper and ours: tables, figures, one report')
    .argument('[names]', 'one, several with commas, or all; unset: list them')
    .option('--preset <name>', 'paper: its models, its judge, its searches')
    .option('--models <names>', `models, comma-separated; unset: ${DEFAULT_MODEL}, or the preset's`, list)
    .option('--judge <model>', `judge model; unset: ${DEFAULT_MODEL}, or the preset's`)
    .option('--data-set <name>', "only this data set; unset: the project's own 70 scenarios", '')
    .option(
      '--limit <n>',
      'most scenarios of the evaluation side, spread over domains; 0: all',
      wholeNumber(0),
      0,
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 4294967295), 1)
    .option('--concurrency <n>', 'samples in flight at once in each run', wholeNumber(1, 4096), 64)
    .option(
      '--budget <n>',
      "evaluations of each search for a path; unset: 60, or the preset's",
      wholeNumber(1, 1000000),
    )
    .option('--depth <n>', "attributes on a path; unset: 3, or the preset's", wholeNumber(1, 10))
    .option('--max-cost <usd>', 'stop cleanly before this cost; steps are then made one by one', amount)
    .option('--max-calls <n>', 'stop cleanly before this many model calls; likewise', wholeNumber(1))
    .option('--out <folder>', 'folder to write to; unset: experiment-NAME')
    .option(
      '--resume <experiment>',
      'go on with an experiment instead of starting one, or write its report again',
    )
    .addHelpText('after', HELP);
}
