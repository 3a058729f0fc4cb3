import { count, moneyOf, stateLabel } from '@rookery/cli-report-rendering';
import type { Synthesis } from '@rookery/shared-contracts';
import { SynthesisReport, SynthesisServiceDefinition, type SynthesisSpec } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { thoseThatHold, type Condition } from '../conditions.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT, exitCodeOfJob } from '../terminal/exit-code.ts';
import { followJob } from './follow-job.ts';
import { resourceName } from './resource-name.ts';
import { synthesisAsText } from './synthesis-text.ts';

/** `rookery synthesize`: makes synthetic scenarios. */
export function synthesize(
  context: CommandContext,
  spec: SynthesisSpec,
  conditions: readonly Condition[],
): Promise<number> {
  return withPlatform(context, async (platform) => {
    const started = await platform
      .client(SynthesisServiceDefinition)
      .createSynthesis({ requestId: crypto.randomUUID(), spec }, { signal: context.interrupted });
    return ended(context, platform, await watched(context, platform, started.synthesis), conditions);
  });
}

/** `rookery synthesize --resume NAME`: goes on with what is left; of the flags only limits count. */
export function resumeSynthesis(
  context: CommandContext,
  name: string,
  { maxCalls, maxCostUsd }: Pick<SynthesisSpec, 'maxCalls' | 'maxCostUsd'>,
  conditions: readonly Condition[],
): Promise<number> {
  return withPlatform(context, async (platform) => {
    const resumed = await platform
      .client(SynthesisServiceDefinition)
      .resumeSynthesis(
        { name: resourceName('syntheses', name), maxCalls, maxCostUsd },
        { signal: context.interrupted },
      );
    return ended(context, platform, await watched(context, platform, resumed.synthesis), conditions);
  });
}

/** `rookery synthesize --report NAME`. */
export function printSynthesisReport(context: CommandContext, name: string): Promise<number> {
  return withPlatform(context, async (platform) => {
    await printReport(context, platform, resourceName('syntheses', name));
    return EXIT.ok;
  });
}

async function ended(
  context: CommandContext,
  platform: PlatformConnection,
  job: Synthesis,
  conditions: readonly Condition[],
): Promise<number> {
  const { name, state, profilesDone, profilesFailed, profilesTotal, queriesKept } = job;
  await printReport(context, platform, name);
  context.note(synthesisOutcome(job));
  const code = exitCodeOfJob({
    state,
    done: profilesDone + profilesFailed,
    total: profilesTotal,
    failed: profilesFailed,
  });
  if (code !== EXIT.ok) context.note(goOn(name));
  const dropped = job.dropped.reduce((sum, { queries }) => sum + queries, 0);
  const broken = thoseThatHold(conditions, {
    failed: { value: profilesFailed, outOf: profilesTotal },
    dropped: { value: dropped, outOf: dropped + queriesKept },
  });
  for (const words of broken) context.note(`--fail-on ${words}`);
  return broken.length > 0 ? EXIT.failed : code;
}

/** How a synthesis ended, in a line. */
function synthesisOutcome(job: Synthesis): string {
  const { spec, state, stateReason, profilesDone, profilesFailed, queriesKept, usage, simulated } = job;
  const why = stateReason === '' ? '' : ` (${stateReason})`;
  const cost =
    usage === undefined || usage.calls === 0
      ? ''
      : `, ${count(usage.calls)} model calls, cost ${moneyOf(usage, simulated)}`;
  return `${spec?.dataSet ?? ''}: ${count(queriesKept)} queries of ${count(profilesDone)} profiles, ${profilesFailed} profiles failed, ${stateLabel(state)}${why}${cost}`;
}

async function printReport(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
): Promise<void> {
  const { report } = await platform
    .client(SynthesisServiceDefinition)
    .getSynthesisReport({ name }, { signal: context.interrupted });
  if (report === undefined)
    throw new RookeryError('DATA_LOSS', 'GetSynthesisReport answered without a report');
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.benchmark.v1.SynthesisReport', SynthesisReport.toJSON(report)))
      : synthesisAsText(report),
  );
}

function watched(
  context: CommandContext,
  platform: PlatformConnection,
  started: Synthesis | undefined,
): Promise<Synthesis> {
  if (started === undefined)
    throw new RookeryError('DATA_LOSS', 'the benchmark answered without a synthesis');
  const service = platform.client(SynthesisServiceDefinition);
  const { name, spec } = started;
  return followJob(context, {
    name: spec?.dataSet ?? name,
    unit: 'profiles',
    async *watch(signal) {
      for await (const { synthesis } of service.watchSynthesis({ name }, { signal })) yield synthesis;
    },
    progress: ({ profilesDone, profilesFailed, profilesTotal, usage }) => ({
      done: profilesDone + profilesFailed,
      total: profilesTotal,
      calls: usage?.calls,
      failed: profilesFailed,
    }),
    cancel: (signal) => service.cancelSynthesis({ name }, { signal }),
    kept: `the scenarios made so far are kept; ${goOn(name)}`,
  });
}

const goOn = (name: string): string => `go on with: npx rookery synthesize --resume ${name}`;
