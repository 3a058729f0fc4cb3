import type { Outcome, Second } from '@rookery/cli-load';

/** The seconds of a load as CSV (RFC 4180): one row each, latencies in milliseconds, one column per outcome. */
export function secondsAsCsv(series: readonly Second[]): string {
  const outcomes = outcomesOf(series);
  const head = ['second', 'offered', 'p50_ms', 'p90_ms', 'p99_ms', 'max_ms', ...outcomes];
  const rows = series.map(({ second, offered, latency, outcomes: counts }) => [
    second,
    offered,
    latency?.p50 ?? '',
    latency?.p90 ?? '',
    latency?.p99 ?? '',
    latency?.max ?? '',
    ...outcomes.map((outcome) => counts[outcome] ?? 0),
  ]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Outcomes that occur, OK first, then in alphabetical order. */
export function outcomesOf(series: readonly Second[]): Outcome[] {
  const seen = new Set(series.flatMap((second) => Object.keys(second.outcomes) as Outcome[]));
  return [...seen].sort((a, b) => Number(b === 'OK') - Number(a === 'OK') || (a < b ? -1 : 1));
}
