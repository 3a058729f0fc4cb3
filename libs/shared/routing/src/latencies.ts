/** Calls that are remembered of each model. */
const REMEMBERED = 256;
/** Fewer calls say too little of what is usual. */
const LEAST = 20;

/** How long the last calls of each model took. */
export class Latencies {
  readonly #byModel = new Map<string, number[]>();

  /** @param ms of a call that was answered, in milliseconds */
  note(model: string, ms: number): void {
    const known = this.#byModel.get(model) ?? [];
    known.push(ms);
    if (known.length > REMEMBERED) known.shift();
    this.#byModel.set(model, known);
  }

  /** What so many in a hundred calls took at most, in milliseconds; undefined while too few are known. @param percentile 0..100 */
  percentile(model: string, percentile: number): number | undefined {
    const known = this.#byModel.get(model) ?? [];
    if (known.length < LEAST) return undefined;
    const sorted = known.toSorted((one, other) => one - other);
    return sorted[Math.min(sorted.length - 1, Math.floor((percentile / 100) * sorted.length))];
  }
}
