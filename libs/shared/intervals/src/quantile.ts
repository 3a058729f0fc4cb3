/**
 * Quantile of numbers in ascending order, between neighbours in proportion (type 7 of Hyndman and Fan, The American
 * Statistician 50, 1996; what numpy gives).
 *
 * @param sorted at least one number
 * @param p 0..1
 */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below];
  if (low === undefined) throw new RangeError('sorted: is empty');
  const high = sorted[below + 1] ?? low;
  return low + (at - below) * (high - low);
}
