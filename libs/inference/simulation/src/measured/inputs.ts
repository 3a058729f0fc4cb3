import type { AttributeKey } from '@rookery/shared-scenario';

/** How one model asks and stops, as the authors' public transcripts show it; see docs/fidelity.md for the figures behind. */
export interface MeasuredManner {
  /**
   * How much it likes to ask for each attribute, in standard deviations of how much this differs between queries. Fitted
   * (tools/experiments/fit-simulated-models.ts) to the shares of first attributes asked for.
   */
  readonly liking: Readonly<Record<AttributeKey, number>>;
  /**
   * Chance that it asks for an attribute that it would not have chosen when one, two or all of three planned paths shown have it
   * next; so for paths of queries as near as those that are found, half of it for any query's.
   */
  readonly following: readonly [number, number, number];
  /**
   * It stops with so many facts asked for (the last entry: that many or more) when a standard normal of the query's meaning and of
   * what was asked falls below the entry. Fitted to the shares of conversations that ended after 0, 1, 2, 3, 4, and 5 or more
   * questions, and to their mean.
   */
  readonly stopping: readonly [number, number, number, number, number, number];
}

/** How well its own choice knows the query: correlation with what the attributes would add. The transcripts leave .1 to .6 open. */
export const SKILL = 0.3;
/** Share of the variance of its liking between queries that follows from their meaning; the rest is the query's own. */
export const SMOOTH_LIKING = 0.85;
/** The same of when it stops. */
export const SMOOTH_STOPPING = 0.6;
