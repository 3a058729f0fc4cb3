/** Answers what a search asks. Sets of attributes are masks (see attributesIn of the scenario library). */
export interface Evaluator {
  /**
   * One noisy score, 1..5, of an answer given with exactly these attributes; undefined when it could not be scored.
   * @param id names the evaluation within its search: what is random in it follows from the search's seed and this
   */
  evaluate(subset: bigint, id: number, signal: AbortSignal): Promise<number | undefined>;
  /** A weight, 0 or more, for every attribute of the problem; undefined when the ranking could not be read. */
  rank(state: bigint, signal: AbortSignal): Promise<readonly number[] | undefined>;
}
