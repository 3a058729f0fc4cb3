import type { LatencyFigures } from './latency-histogram.ts';

/** The percentiles that are told, as shares. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

export type Percentile = keyof typeof PERCENTILES;

/** Answers beyond a percentile, without which it would be hardly more than the slowest one. */
const BEYOND = 2;

/** How many answers a percentile needs: 200 for p99, 2,000 for p99.9. */
export function answersFor(percentile: Percentile): number {
  return Math.round(BEYOND / (1 - PERCENTILES[percentile]));
}

/** Latencies in milliseconds; a percentile for which there were too few answers is undefined. */
export type KnownLatency = Pick<LatencyFigures, 'mean' | 'max'> & {
  readonly [Name in Percentile]: number | undefined;
};

/** Percentiles where a call without an OK answer counts as infinitely slow. */
export type PercentilesOfAll = { readonly [Name in Percentile]: number | undefined };

/** What `count` answers are enough for. */
export function knownLatency(figures: LatencyFigures | undefined, count: number): KnownLatency | undefined {
  if (figures === undefined) return undefined;
  return { ...figures, ...known((percentile) => figures[percentile], count) };
}

/** @param latencyOfAll the latency that a share of all `count` ended calls stayed under */
export function percentilesOfAll(latencyOfAll: (share: number) => number, count: number): PercentilesOfAll {
  return known((percentile) => latencyOfAll(PERCENTILES[percentile]), count);
}

function known(valueOf: (percentile: Percentile) => number, count: number): PercentilesOfAll {
  const one = (percentile: Percentile): number | undefined =>
    count < answersFor(percentile) ? undefined : valueOf(percentile);
  return { p50: one('p50'), p90: one('p90'), p95: one('p95'), p99: one('p99'), p999: one('p999') };
}
