import { Option, type Command } from 'commander';
import { list, wholeNumber } from '../option-values.ts';

/** `rookery results`'s flags as commander gives them. */
export interface ResultsFlags {
  readonly worst?: number;
  readonly model: string[];
  readonly status: string[];
  readonly domain: string[];
  readonly unscored: boolean;
  readonly failed: boolean;
  readonly limit?: number;
  readonly csv?: string;
  readonly parquet?: string;
  readonly html?: string;
  readonly inspect?: string;
  readonly scored?: string;
  readonly promptfoo?: string;
}

const HELP = `
Examples:
  rookery results RUN --worst 5
  rookery results RUN --unscored --model gpt-4o
  rookery results RUN --csv rows.csv --html run.html
  rookery results RUN --inspect logs && inspect view --log-dir logs`;

/** Gives the command its description and its flags. */
export function describeResults(command: Command): Command {
  return command
    .description('read single samples: question, profile, answer, verdict, what failed')
    .option('--worst <n>', 'the n with the lowest scores', wholeNumber(1))
    .option('--model <names>', 'only these models', list, [])
    .option('--status <names>', 'only these statuses', list, [])
    .option('--domain <names>', 'only these domains', list, [])
    .option('--unscored', 'only those that were answered and not scored', false)
    .option('--failed', 'only those that were never answered', false)
    .addOption(
      new Option('--limit <n>', 'most samples; 0: all; unset: 20 to read, all to files').argParser(
        wholeNumber(0),
      ),
    )
    .option('--csv <file>', 'write a row for each sample as CSV')
    .option('--parquet <file>', 'write a row for each sample as Parquet')
    .option('--html <file>', 'write the run as one page: the report and each sample')
    .option('--inspect <folder>', 'write logs of Inspect AI, one for each model and status, for inspect view')
    .option(
      '--scored <file>',
      'write scored samples as JSONL, for precomputed_scores and json_dataset of Inspect AI',
    )
    .option('--promptfoo <file>', 'write the run as a result of promptfoo, for promptfoo import')
    .addHelpText('after', HELP);
}
