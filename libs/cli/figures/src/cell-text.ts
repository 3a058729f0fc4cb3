import type { Point } from './figure.ts';

/** `3.66 ±0.05`, or with both ends where the interval is not even: `3.66 [3.60, 3.75]`. */
export function cellText(point: Point | undefined, decimals = 2): string {
  if (point === undefined || !Number.isFinite(point.value)) return '-';
  const { value, low, high } = point;
  const shown = value.toFixed(decimals);
  if (low === undefined || high === undefined) return shown;
  const [below, above] = [value - low, high - value];
  return Math.abs(below - above) < 0.5 * 10 ** -decimals
    ? `${shown} ±${above.toFixed(decimals)}`
    : `${shown} [${low.toFixed(decimals)}, ${high.toFixed(decimals)}]`;
}
