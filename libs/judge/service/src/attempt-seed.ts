/** An odd 32-bit constant (2^32 divided by the golden ratio) spreads neighbouring attempts over all seeds. */
const SPREAD = 0x9e3779b1;

/** The seed of one attempt, 0..2^32-1: the first keeps the caller's, later ones differ, the same way every time. */
export const attemptSeed = (seed: number, attempt: number): number =>
  (seed + Math.imul(attempt - 1, SPREAD)) >>> 0;
