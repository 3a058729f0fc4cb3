/** Exponential backoff with jitter, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Wait after the `failures`th failure in a row (1, 2, ...): uniform between half of and the whole of
 * firstMs x 2^(failures - 1), capped at mostMs. `random` is in 0..1.
 */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const ceiling = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.max(0, failures - 1));
  return ceiling * (0.5 + random / 2);
}
