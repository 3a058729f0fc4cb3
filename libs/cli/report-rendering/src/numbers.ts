import type { Estimate } from '@rookery/shared-contracts';

/** A number as the tables show it: the value and, apart from it, how uncertain it is. */
export interface Figure {
  readonly value: string;
  /** The 95% interval: half its width, e.g. `±0.08`, or where it is cut by the scale or not even, both ends; empty when none. */
  readonly margin: string;
}

export const NO_FIGURE: Figure = { value: '-', margin: '' };

/** A mean with two decimals. */
export function figureOf(estimate: Estimate | undefined, signed = false): Figure {
  if (estimate === undefined) return NO_FIGURE;
  const value = estimate.value.toFixed(2);
  const plus = signed && estimate.value >= 0 ? '+' : '';
  return { value: plus + value, margin: marginOf(estimate) };
}

function marginOf({ value, low, high }: Estimate): string {
  if (low === undefined || high === undefined) return '';
  const [below, above] = [value - low, high - value];
  // The ends are as far from the mean, as far as two decimals show, unless the scale has cut one or the interval is not even.
  const whole = Math.abs(below - above) < 0.005;
  return whole ? `±${above.toFixed(2)}` : `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

export function plainFigure(value: string): Figure {
  return { value, margin: '' };
}

export function signedPercent(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}%`;
}

/** A count with thousands set apart, the same in every locale. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
