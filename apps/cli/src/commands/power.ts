import { powerAsTable } from '@rookery/cli-report-rendering';
import { PowerPlan, RunServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import { InvalidArgumentError, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { amount, positive, wholeNumber } from '../option-values.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** Columns of the table when the output is not a terminal. */
const PLAIN_WIDTH = 160;

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

/** `rookery power RUN --difference POINTS`. */
export async function power(context: CommandContext, run: string, flags: PowerFlags): Promise<void> {
  await withPlatform(context, async (platform) => {
    const { plan } = await platform.client(RunServiceDefinition).planPower(
      {
        name: resourceName('runs', run),
        difference: flags.difference,
        power: flags.power,
        alpha: flags.alpha,
        comparisons: flags.comparisons,
        repetitions: flags.repeat,
        queriesPerPerson: flags.queriesPerPerson,
      },
      { signal: context.interrupted },
    );
    if (plan === undefined) throw new RookeryError('DATA_LOSS', 'PlanPower answered without a plan');
    const text = context.json
      ? JSON.stringify(withZeros('rookery.benchmark.v1.PowerPlan', PowerPlan.toJSON(plan)), undefined, 2)
      : powerAsTable(plan, flags, process.stdout.columns ?? PLAIN_WIDTH).trimEnd();
    context.print(text);
  });
}

/** A number between 0 and 1. */
function share(text: string): number {
  const value = positive(text);
  if (value >= 1) throw new InvalidArgumentError('a number between 0 and 1 is wanted');
  return value;
}
