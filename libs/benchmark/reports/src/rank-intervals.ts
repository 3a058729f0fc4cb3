import { setImmediate } from 'node:timers/promises';
import { BootstrapTable, FEWEST_FOR_T, RankCounts, type Interval } from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import { cellOf, MOST_COMPARED_MODELS, type Treatment } from '@rookery/benchmark-samples';
import type { RunScores } from './run-scores.ts';

/** The resamples that ranks are looked at in. */
export const RANK_RESAMPLING = { replicates: 2000, seed: 20_250_518 };
/** Persons times treatments that are resampled: about a second for each million. */
const MOST_CELLS = 2_000_000;
/** Other calls get a turn after so many milliseconds. */
const TURN_MS = 20;

/** Ranks of a treatment's model among those of its status that hold 95% of resamples. */
export type RankOf = (treatment: Treatment) => Interval | undefined;

/** The ranks of models by their mean in each status, over resamples of people. */
export async function rankIntervals(scores: RunScores, run: RunRecord): Promise<RankOf> {
  const { models, statuses } = run.spec;
  const large = scores.people * scores.cells > MOST_CELLS;
  if (models.length < 2 || models.length > MOST_COMPARED_MODELS || large) return () => undefined;
  const table = tableOf(scores);
  if (table.clusters < FEWEST_FOR_T) return () => undefined;
  const counts = statuses.map(() => new RankCounts(models.length));
  let turn = performance.now();
  for (const means of table.resamples(RANK_RESAMPLING)) {
    statuses.forEach((status, place) =>
      counts[place]?.add(models.map((model) => means[cellOf(run.spec, { model, status })] ?? Number.NaN)),
    );
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
  const intervals = counts.map((one) => one.intervals());
  return ({ model, status }) => intervals[statuses.indexOf(status)]?.[models.indexOf(model)];
}

/** A column for each cell, a row for each person with a score. */
function tableOf(scores: RunScores): BootstrapTable {
  const table = new BootstrapTable(scores.cells, scores.people);
  for (let place = 0; place < scores.places; place += 1) {
    for (let cell = 0; cell < scores.cells; cell += 1) {
      const total = scores.total(place, cell);
      if (total > 0) table.add(String(scores.person(place)), cell, total);
    }
  }
  return table;
}
