import { InvalidArgumentError, type Command } from 'commander';
import { amount, positive, wholeNumber } from '../option-values.ts';

/** `rookery power`'s flags. */
export interface PowerFlags {
  readonly difference: number;
  readonly power: number;
  readonly alpha: number;
  readonly comparisons: number;
  readonly repeat: number;
  readonly queriesPerPerson?: number;
}

export function describePower(command: Command): Command {
  return command
    .description('how many scenarios find a difference, from the noise of a run')
    .requiredOption('--difference <points>', 'smallest difference worth finding', positive)
    .option('--power <share>', 'chance of finding it', share, 0.8)
    .option('--alpha <share>', 'chance of finding one that is not there', share, 0.05)
    .option('--comparisons <n>', 'comparisons in the coming table', wholeNumber(1, 1000), 1)
    .option('--repeat <n>', 'repetitions of the coming run', wholeNumber(1, 1000), 1)
    .option('--queries-per-person <n>', 'unset: as many as in the run', amount);
}

/** A number between 0 and 1. */
function share(text: string): number {
  const value = positive(text);
  if (value >= 1) throw new InvalidArgumentError('a number between 0 and 1 is wanted');
  return value;
}
