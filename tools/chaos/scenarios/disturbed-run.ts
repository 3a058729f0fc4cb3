import { processesAreWell } from '../invariants/process-health.ts';
import {
  moneyIsRight,
  nothingIsAskedAgain,
  nothingIsLeftOver,
  resultsAreExact,
} from '../invariants/results.ts';
import type { Play } from '../scenario.ts';
import { BenchmarkRun } from '../work/benchmark-run.ts';
import { WatchingCaller } from '../work/watching-caller.ts';

export interface Disturbance {
  /** Of the run; not set: one for each six disturbances, and one at least. */
  readonly repetitions?: number;
  /** Breaks something once, and mends it. */
  readonly disturb: (play: Play) => Promise<void>;
}

/**
 * A run that is disturbed so many times, at places of it that the seed decides, while somebody else calls; then all that has to hold of
 * it.
 */
export async function disturbedRun(play: Play, { repetitions, disturb }: Disturbance): Promise<string[]> {
  const { stage, random, times, say } = play;
  await using watching = new WatchingCaller(stage.client());
  const run = await BenchmarkRun.begin(stage.client(), repetitions ?? Math.max(1, Math.ceil(times / 6)));
  const at = Array.from({ length: times }, () => 0.9 * random()).sort((one, other) => one - other);
  for (const [index, share] of at.entries()) {
    await run.reaches(share);
    await disturb(play);
    say(`${index + 1} of ${times} at ${Math.round(100 * share)}%`);
  }
  const { state, stateReason, samplesDone, samplesFailed, samplesUnscored } = await run.end();
  await watching.stop();
  say(
    `ended in state ${state} with ${samplesDone} of ${run.samples}: ${samplesFailed} failed, ${samplesUnscored} unscored`,
  );
  say(`calls beside it: ${[...watching.ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
  if (stage.ended.length > 0) say(`ended by themselves and were started again: ${stage.ended.join(', ')}`);
  return [
    ...(await resultsAreExact(stage, run)).map((one) => `${one} (${stateReason || 'no reason'})`),
    ...(await nothingIsAskedAgain(stage, run)),
    ...(await moneyIsRight(stage, run)),
    ...(await nothingIsLeftOver(stage, run)),
    ...processesAreWell(stage),
    ...new Set(watching.wrong),
  ];
}
