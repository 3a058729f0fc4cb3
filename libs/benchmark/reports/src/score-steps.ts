import { sql, type RawBuilder } from 'kysely';

/** The least common multiple of 1 to 10: means of up to ten verdicts are whole numbers of steps, others within a 5,000th of a point. */
export const STEPS_OF_PANELS = 2520;

/** What a step of a sum of three dimensions is worth, in points of the score. */
export const STEP_OF_SUM = 1 / (3 * STEPS_OF_PANELS);

/** Points as steps: whole, so that sums are exact. */
export function inSteps(points: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`round((${points}) * ${STEPS_OF_PANELS}::int)::numeric`;
}
