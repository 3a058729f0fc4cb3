/** A number, or the sentence that stands in its place where there is none to be had. */
export type Statistic = { readonly value: number } | { readonly value: undefined; readonly because: string };

/** The ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** An interval, or why there is none. */
export type Uncertainty =
  { readonly interval: Interval } | { readonly interval: undefined; readonly because: string };

export function none(because: string): { readonly value: undefined; readonly because: string } {
  return { value: undefined, because };
}

/** A number that may have come out as none: 0/0 gives the sentence. */
export function statistic(value: number, because: string): Statistic {
  return Number.isFinite(value) ? { value } : none(because);
}
