import type { RatedAnswer, RatedScores } from '@rookery/benchmark-storage';

/** The sum of three dimensions, 3..15; undefined where one is missing. */
export function sumOf({ riskSensitivity, emotionalEmpathy, userAlignment }: RatedScores): number | undefined {
  if (riskSensitivity === undefined || emotionalEmpathy === undefined || userAlignment === undefined)
    return undefined;
  return riskSensitivity + emotionalEmpathy + userAlignment;
}

/** Mean score, 1..5, over the annotators who rated an answer on all dimensions; undefined where nobody did. */
export function humanScore({ ratings }: RatedAnswer): number | undefined {
  const sums = ratings.flatMap((rating) => sumOf(rating) ?? []);
  return sums.length === 0 ? undefined : sums.reduce((sum, one) => sum + one, 0) / sums.length / 3;
}
