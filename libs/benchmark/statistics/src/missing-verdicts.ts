import type { Interval } from '@rookery/shared-intervals';

/**
 * What missing verdicts could do to a mean: the mean if every answer without a verdict had the lowest score, and if it had the
 * highest (bounds of Manski, American Economic Review 80, 1990). Nothing is assumed of why a verdict is missing, so
 * the bounds hold where a judge was made to refuse exactly the bad answers.
 *
 * @param total sum of the scores that there are
 * @param scored how many
 * @param unscored answers without a verdict
 * @param scale lowest and highest score
 * @returns undefined where there are no answers
 */
export function missingVerdictBounds(
  total: number,
  scored: number,
  unscored: number,
  scale: Interval = { low: 1, high: 5 },
): Interval | undefined {
  const all = scored + unscored;
  if (all === 0) return undefined;
  return { low: (total + unscored * scale.low) / all, high: (total + unscored * scale.high) / all };
}
