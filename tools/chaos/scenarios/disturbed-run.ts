import { processesAreWell } from '../invariants/process-health.ts';
import {
  moneyIsRight,
  nothingIsAskedAfterwards,
  nothingIsAskedAgain,
  nothingIsLeftOver,
  resultsAreExact,
  type Books,
} from '../invariants/results.ts';
import type { Play } from '../scenario.ts';
import { BenchmarkRun } from '../work/benchmark-run.ts';
import { Conversations } from '../work/conversations.ts';
import { WatchingCaller } from '../work/watching-caller.ts';

/** By which questions of conversations are told from those of the run. */
const TALK = 'Between us: ';

export interface Disturbance {
  /** Of the run; not set: one for each six disturbances, and one at least. */
  readonly repetitions?: number;
  /** Who converse with the agent meanwhile; not set: nobody. */
  readonly people?: number;
  /** `stay`: none of them may end by itself. */
  readonly services?: 'stay';
  /** `jumps`: when a result was stored does not say when it was. */
  readonly databaseClock?: 'jumps';
  /** Breaks something once, and mends it. */
  readonly disturb: (play: Play) => Promise<void>;
  /** What happens after the run, before it is looked at. @returns what did not hold */
  readonly settle?: (play: Play) => Promise<string[]>;
}

/**
 * A run that is disturbed so many times, at places of it that the seed decides, while somebody else calls; then all that has to hold of
 * it.
 */
export async function disturbedRun(play: Play, disturbance: Disturbance): Promise<string[]> {
  const { stage, random, times, say } = play;
  const { people = 0, repetitions = Math.max(1, Math.ceil(times / 6)), disturb } = disturbance;
  await using watching = new WatchingCaller(stage.client());
  await using talking = new Conversations(() => stage.client(), people, TALK);
  const run = await BenchmarkRun.begin(stage.client(), repetitions);
  const at = Array.from({ length: times }, () => 0.9 * random()).sort((one, other) => one - other);
  for (const [index, share] of at.entries()) {
    await run.reaches(share);
    await disturb(play);
    say(`${index + 1} of ${times} at ${Math.round(100 * share)}%`);
  }
  const { state, stateReason, samplesDone, samplesFailed, samplesUnscored } = await run.end();
  await talking.stop();
  await watching.stop();
  say(
    `ended in state ${state} with ${samplesDone} of ${run.samples}: ${samplesFailed} failed, ${samplesUnscored} unscored`,
  );
  say(`calls beside it: ${[...watching.ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
  if (people > 0) say(`${talking.ended} conversations have ended`);
  const unsettled = (await disturbance.settle?.(play)) ?? [];
  for (const { service, words } of stage.ended)
    say(`${service} ended by itself and was started again; it wrote at last: ${words}`);
  const { asked, wentWrong } = stage.upstream;
  const books: Books = {
    postgres: stage.postgres,
    upstream: { asked: asked.filter(({ words }) => !words.includes(TALK)), wentWrong },
    disturbances: stage.disturbances,
  };
  const gone = disturbance.services === 'stay' ? stage.ended : [];
  return [
    ...unsettled,
    ...gone.map(({ service }) => `${service} ended by itself`),
    ...(await resultsAreExact(books, run)).map((one) => `${one} (${stateReason || 'no reason'})`),
    ...nothingIsAskedAgain(books),
    ...(disturbance.databaseClock === 'jumps' ? [] : await nothingIsAskedAfterwards(books, run)),
    ...(await moneyIsRight(books, run)),
    ...(await nothingIsLeftOver(books, run)),
    ...processesAreWell(stage),
    ...talking.wrong,
    ...new Set(watching.wrong),
  ];
}
