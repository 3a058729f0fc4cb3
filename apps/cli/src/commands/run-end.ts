import { cutAnswers, resumingHelps, runOutcome } from '@rookery/cli-report-rendering';
import { InferenceServiceDefinition, type Report, type Run } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { thoseThatHold, type Condition, type Measured } from '../conditions.ts';
import type { PlatformConnection } from '../platform/with-platform.ts';
import { EXIT, exitCodeOfJob } from '../terminal/exit-code.ts';
import type { RUN_MEASURES } from './measures.ts';

/** The line that takes a run up again. */
export const goOnWithRun = (name: string): string => `go on with: npx rookery run --resume ${name} --watch`;

/** Says how a run ended, with what to do about it, and returns the exit code. */
export async function tellRunEnd(
  context: CommandContext,
  platform: PlatformConnection,
  ended: Run,
  report: Report,
  failOn: readonly Condition[],
): Promise<number> {
  const unpriced = await unpricedModels(context, platform, ended);
  for (const line of runOutcome({ ...report, run: ended }, unpriced)) context.note(line);
  const code = exitCodeOfJob({
    state: ended.state,
    done: ended.samplesDone,
    total: ended.samplesTotal,
    failed: ended.samplesFailed,
  });
  if (resumingHelps(ended, report.rows)) context.note(goOnWithRun(ended.name));
  else if (code !== EXIT.ok) context.note('asking again would bring the same failures');
  const broken = thoseThatHold(failOn, measuresOf(ended, report));
  for (const words of broken) context.note(`--fail-on ${words}`);
  return broken.length > 0 ? EXIT.failed : code;
}

/** The models of a run whose price nobody has told the platform; empty where that does not matter. */
async function unpricedModels(
  context: CommandContext,
  platform: PlatformConnection,
  { spec, usage }: Run,
): Promise<string[]> {
  if (spec === undefined || (usage?.unpricedCalls ?? 0) === 0) return [];
  const { models } = await platform
    .client(InferenceServiceDefinition)
    .listModels({}, { signal: context.interrupted });
  const priced = new Set(
    models
      .filter(
        ({ simulated, inputUsdPerMillionTokens }) => simulated || inputUsdPerMillionTokens !== undefined,
      )
      .map(({ id }) => id),
  );
  return [...new Set([...spec.models, spec.judgeModel])].filter((model) => !priced.has(model));
}

/** `score` is the lowest mean of a model in a status. */
function measuresOf(
  { samplesTotal, samplesFailed, samplesUnscored }: Run,
  { rows }: Report,
): Record<(typeof RUN_MEASURES)[number], Measured | undefined> {
  const means = rows.flatMap(({ mean }) => (mean === undefined ? [] : [mean.value]));
  return {
    failed: { value: samplesFailed, outOf: samplesTotal },
    unscored: { value: samplesUnscored, outOf: samplesTotal },
    cut: { value: cutAnswers(rows), outOf: samplesTotal },
    score: means.length === 0 ? undefined : { value: Math.min(...means) },
  };
}
