import { powerAsTable } from '@rookery/cli-report-rendering';
import { PowerPlan, RunServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import type { PowerFlags } from './power-options.ts';
import { resourceName } from './resource-name.ts';

/** Columns of the table when the output is not a terminal. */
const PLAIN_WIDTH = 160;

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
