import { correctedMean, FEWEST_LABELS, type CorrectedMean } from '@rookery/benchmark-statistics';
import type { RatedAnswer, RatingStore } from '@rookery/benchmark-storage';
import type { Status } from '@rookery/shared-scenario';
import { humanScore } from './human-scores.ts';

/** The mean score of a model in a status as people would give it. */
export interface CorrectedCell {
  readonly model: string;
  readonly status: Status;
  readonly mean: CorrectedMean;
  /** Answers that the judge scored. */
  readonly samples: number;
}

/**
 * Means that ratings of people correct, for each model and status with at least FEWEST_LABELS rated answers that the judge
 * scored. Where the run was drawn from, only drawn answers count, with their chances; where it was not, what was rated is taken
 * for a random choice.
 * @param rated all rated answers of the run
 */
export async function correctedMeans(
  store: Pick<RatingStore, 'judged'>,
  run: string,
  rated: readonly RatedAnswer[],
): Promise<readonly CorrectedCell[]> {
  const wasDrawn = rated.some(({ probability }) => probability !== undefined);
  const labelled = rated.filter(({ probability }) => !wasDrawn || probability !== undefined);
  const groups = Map.groupBy(labelled, ({ model, status }) => JSON.stringify([model, status]));
  const cells: CorrectedCell[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { model, status } = first;
    const labels = new Map(
      group.flatMap((answer) => {
        const value = humanScore(answer);
        return value === undefined
          ? []
          : [[answer.sample, { value, probability: answer.probability ?? 1 }] as const];
      }),
    );
    if (labels.size < FEWEST_LABELS) continue;
    const judged = await store.judged(run, model, status);
    const mean = correctedMean(
      judged.map(({ sample, profileKey, sum }) => ({
        cluster: profileKey,
        judged: sum / 3,
        label: labels.get(sample),
      })),
    );
    if (mean !== undefined && mean.labels >= FEWEST_LABELS) {
      cells.push({ model, status, mean, samples: judged.length });
    }
  }
  return cells;
}
