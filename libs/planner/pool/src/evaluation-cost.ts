/** What an evaluation is taken to cost before one was seen, milliseconds. */
const FIRST_GUESS_MS = 0.05;
/** Weight of the newest search in the running mean. */
const WEIGHT = 0.2;

/** What an evaluation of each planner costs its thread: a running mean over finished searches. */
export class EvaluationCost {
  readonly #milliseconds = new Map<string, number>();

  /** Milliseconds for that many evaluations. */
  of(planner: string, evaluations: number): number {
    return evaluations * (this.#milliseconds.get(planner) ?? FIRST_GUESS_MS);
  }

  learn(planner: string, evaluations: number, busyMs: number): void {
    if (evaluations === 0) return;
    const seen = busyMs / evaluations;
    const before = this.#milliseconds.get(planner) ?? seen;
    this.#milliseconds.set(planner, before + WEIGHT * (seen - before));
  }
}
