import type { Command } from 'commander';
import { wholeNumber } from '../option-values.ts';

/** `rookery reddit build`'s flags. */
export interface RedditBuildFlags {
  readonly out: string;
  readonly model: string;
  readonly limit: number;
  readonly concurrency: number;
}

const HELP = `
A dump holds submissions as JSON lines, packed with zstd or gzip or not, which
you have already; nothing is downloaded. Of posts in the sixteen subreddits of
the benchmark a model tells which of the ten attributes they say; with seven or
more, it takes out what they say, each fact with the words for it, and the
question. What names a person is replaced, twice. docs/reddit.md says how.

The folder has rows.jsonl (import it: rookery import FOLDER/rows.jsonl),
release.jsonl (ids, labels and places, no text: what may be passed on),
provenance.jsonl and outcomes.jsonl. The same command goes on where it was
interrupted.`;

export function describeRedditBuild(command: Command, defaultModel: string): Command {
  return command
    .description('make scenarios of dumps')
    .requiredOption('--out <folder>', 'folder for what is made')
    .option('--model <model>', 'model that reads the posts', defaultModel)
    .option('--limit <n>', 'most rows to make in all; 0: all', wholeNumber(0), 0)
    .option('--concurrency <n>', 'posts in flight at once', wholeNumber(1, 256), 16)
    .addHelpText('after', HELP);
}

export function describeRedditHydrate(command: Command): Command {
  return command
    .description('make the rows of a release from dumps')
    .requiredOption('--out <file>', 'file of rows to write, JSON lines');
}
