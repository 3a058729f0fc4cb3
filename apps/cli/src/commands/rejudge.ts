import { driftAsTable } from '@rookery/cli-report-rendering';
import { Drift, RunServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { judgingOf } from '../judging.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import type { VerdictFlags } from './judge-options.ts';
import { PLAIN_WIDTH } from './report.ts';
import { resourceName } from './resource-name.ts';
import { followRun } from './run.ts';

/** `rookery rejudge RUN`: new verdicts on the answers of a run, its report, and how the scores drifted. Returns the exit code. */
export function rejudge(context: CommandContext, run: string, flags: VerdictFlags): Promise<number> {
  return withPlatform(context, async (platform) => {
    const { run: started } = await platform.client(RunServiceDefinition).rejudgeRun(
      {
        requestId: crypto.randomUUID(),
        name: resourceName('runs', run),
        judgeModel: flags.judge,
        ...judgingOf(flags),
        judgeMaxOutputTokens: flags.judgeMaxOutputTokens,
        seed: flags.seed,
        concurrency: flags.concurrency ?? 0,
        maxCostUsd: flags.maxCost,
        maxCalls: flags.maxCalls,
      },
      { signal: context.interrupted },
    );
    const code = await followRun(context, platform, started, flags.failOn);
    await printDrift(context, platform, started?.name ?? '', '');
    return code;
  });
}

/** `rookery drift RUN [BASE]`. */
export async function drift(context: CommandContext, run: string, base: string | undefined): Promise<void> {
  await withPlatform(context, (platform) =>
    printDrift(
      context,
      platform,
      resourceName('runs', run),
      base === undefined ? '' : resourceName('runs', base),
    ),
  );
}

async function printDrift(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
  base: string,
): Promise<void> {
  const runs = platform.client(RunServiceDefinition);
  const { drift: found } = await runs.getDrift({ name, base }, { signal: context.interrupted });
  if (found === undefined) throw new RookeryError('DATA_LOSS', 'GetDrift answered without a drift');
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.benchmark.v1.Drift', Drift.toJSON(found)))
      : driftAsTable(found, process.stdout.columns ?? PLAIN_WIDTH).replace(/\n$/, ''),
  );
}
