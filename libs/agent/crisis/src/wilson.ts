import { wilsonInterval } from '@rookery/shared-intervals';

/** A share of cases and what the true share may be. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** 95% Wilson score interval; 0..1 where there is no case. */
  readonly low: number;
  readonly high: number;
}

/** The share with its interval. */
export function shareOf(hits: number, of: number): Share {
  return of === 0 ? { hits, of, low: 0, high: 1 } : { hits, of, ...wilsonInterval(hits / of, of) };
}
