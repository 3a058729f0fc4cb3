/** Moments at which a delay was at most `upToMs` milliseconds, and above what the next smaller bucket holds. */
export interface DelayCount {
  readonly upToMs: number;
  readonly count: number;
}

/** The first bucket's bound in milliseconds; each further one is a tenth wider, up to a minute. */
const FIRST_MS = 0.1;
const GROWTH = 1.1;
const BUCKETS = 1 + Math.ceil(Math.log(60_000 / FIRST_MS) / Math.log(GROWTH));

/** Counts delays in buckets whose bounds grow by a tenth: percentiles are at most that much too high. */
export class DelayHistogram {
  readonly #counts = new Float64Array(BUCKETS);

  /** @param ms what is longer than a minute counts as a minute */
  record(ms: number): void {
    const bucket = ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / Math.log(GROWTH));
    this.#counts[Math.min(BUCKETS - 1, bucket)]! += 1;
  }

  /** The buckets that hold something, shortest first. */
  counts(): DelayCount[] {
    return [...this.#counts].flatMap((count, bucket) =>
      count === 0 ? [] : [{ upToMs: FIRST_MS * GROWTH ** bucket, count }],
    );
  }
}

/** What `later` counted on top of `earlier`. */
export function countedBetween(
  earlier: readonly DelayCount[],
  later: readonly DelayCount[],
): readonly DelayCount[] {
  const before = new Map(earlier.map(({ upToMs, count }) => [upToMs, count]));
  return later.map(({ upToMs, count }) => ({ upToMs, count: count - (before.get(upToMs) ?? 0) }));
}

/** The delay in milliseconds that a share of `share` (0..1) of all moments did not exceed; undefined: there is none. */
export function delayQuantile(counts: readonly DelayCount[], share: number): number | undefined {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let below = 0;
  return counts.find(({ count }) => {
    below += count;
    return count > 0 && below >= share * total;
  })?.upToMs;
}
