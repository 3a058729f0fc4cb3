import type { Estimate } from '@rookery/shared-contracts';

/** A number as the tables show it: the value and, apart from it, how uncertain it is. */
export interface Figure {
  readonly value: string;
  /** Half the width of the 95% interval, e.g. `±0.08`; empty when there is no interval. */
  readonly margin: string;
}

export const NO_FIGURE: Figure = { value: '-', margin: '' };

/** A mean with two decimals; the interval is symmetric, so its half width says all of it. */
export function figureOf(estimate: Estimate | undefined, signed = false): Figure {
  if (estimate === undefined) return NO_FIGURE;
  const value = estimate.value.toFixed(2);
  const plus = signed && estimate.value >= 0 ? '+' : '';
  const { low, high } = estimate;
  const margin = low === undefined || high === undefined ? '' : `±${((high - low) / 2).toFixed(2)}`;
  return { value: plus + value, margin };
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

export function dollars(value: number): string {
  return `$${value.toFixed(value !== 0 && value < 1 ? 4 : 2)}`;
}
