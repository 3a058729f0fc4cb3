import { type Command } from 'commander';
import { failOn, type Condition } from '../conditions.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { describeJudging, type JudgingFlags } from '../judging.ts';
import { amount, wholeNumber } from '../option-values.ts';
import { describeColumns, type ImportFlags } from './import-options.ts';
import { RUN_MEASURES } from './measures.ts';

/** The flags of whatever asks for verdicts, as commander gives them. */
export interface VerdictFlags extends JudgingFlags {
  readonly judge: string;
  readonly judgeMaxOutputTokens?: number;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly maxCost?: number;
  readonly maxCalls?: number;
  readonly failOn: readonly Condition[];
}

/** `rookery judge`'s flags. */
export interface JudgeFlags extends ImportFlags, VerdictFlags {
  /** Who gave the answers that do not say it. */
  readonly model: string;
}

const JUDGE_HELP = `
A file has one answer a row: the question (query), what is known about the
person (docs/datasets.md has the columns), the answer (response), and who gave
it (model). The authors' result files, with an answer for each step, are taken
as they are. A file that is judged again makes a new run; rookery run --resume
goes on with one that was stopped.

  rookery judge answers.csv --judge gpt-4o
  rookery judge chats.jsonl --map query=prompt --map response=output \\
    --model my-assistant --judge gpt-4o --max-cost 5
  rookery judge answers.csv --dry-run`;

const REJUDGE_HELP = `
  rookery rejudge RUN --judge gpt-4o      new verdicts, then the drift from RUN
  rookery drift RUN                       the drift again
  rookery drift RUN OTHER                 the drift of RUN from any other run`;

/** Describes `rookery judge`. */
export function describeJudge(command: Command): Command {
  return withVerdictOptions(describeColumns(command))
    .description('judge answers that others have written: a run with status given')
    .option('--data-set <name>', 'data set to keep rows and answers in; unset: the name of the file')
    .option('--model <name>', 'who gave the answers that do not say it; unset: given', '')
    .option('--dry-run', 'show the first rows as they would be taken, store nothing', false)
    .addHelpText('after', JUDGE_HELP);
}

/** Describes `rookery rejudge`. */
export function describeRejudge(command: Command): Command {
  return withVerdictOptions(command)
    .description('new verdicts on the stored answers of a run; no model is asked for an answer')
    .addHelpText('after', REJUDGE_HELP);
}

function withVerdictOptions(command: Command): Command {
  return describeJudging(command)
    .option('--judge <model>', 'judge model', DEFAULT_MODEL)
    .option(
      '--judge-max-output-tokens <n>',
      'most tokens of a verdict, thoughts included',
      wholeNumber(1, 131072),
    )
    .option('--seed <n>', 'seed of the judge', wholeNumber(0, 4294967295))
    .option('--concurrency <n>', 'verdicts in flight at once', wholeNumber(1, 4096))
    .option('--max-cost <usd>', 'stop cleanly before this cost', amount)
    .option('--max-calls <n>', 'stop cleanly before this many model calls', wholeNumber(1))
    .addOption(failOn(RUN_MEASURES));
}
