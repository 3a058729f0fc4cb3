import { csvLine } from '@rookery/cli-rendering';
import type { NamedLoad, Outcome, Second, ServerLoad } from '@rookery/cli-load';

/**
 * The seconds of a load as CSV (RFC 4180): one row each, latencies and delays in milliseconds, one column per outcome, and
 * three per process behind the target. What is not known is empty.
 */
export function secondsAsCsv(series: readonly Second[], server: ServerLoad): string {
  const outcomes = outcomesOf(series);
  const processes = [...new Set(server.seconds.flat().map(({ name }) => name))];
  const head = [
    ...['second', 'offered', 'p50_ms', 'p90_ms', 'p99_ms', 'max_ms', ...outcomes],
    ...processes.flatMap((name) =>
      ['CPU cores', 'event loop p50 ms', 'event loop p99 ms'].map((figure) => `${name} ${figure}`),
    ),
  ];
  const rows = series.map(({ second, offered, latency, outcomes: counts }) => [
    second,
    offered,
    latency?.p50 ?? '',
    latency?.p90 ?? '',
    latency?.p99 ?? '',
    latency?.max ?? '',
    ...outcomes.map((outcome) => counts[outcome] ?? 0),
    ...processes.flatMap((name) => processCells(server.seconds[second]?.find((load) => load.name === name))),
  ]);
  return [head, ...rows].map(csvLine).join('');
}

function processCells(load: NamedLoad | undefined): (string | number)[] {
  const figures = [load?.cpuCores, load?.eventLoopDelayP50Ms, load?.eventLoopDelayP99Ms];
  return figures.map((figure) => (figure === undefined ? '' : Math.round(figure * 1000) / 1000));
}

/** Outcomes that occur, OK first, then in alphabetical order. */
export function outcomesOf(series: readonly Second[]): Outcome[] {
  const seen = new Set(series.flatMap((second) => Object.keys(second.outcomes) as Outcome[]));
  return [...seen].sort((a, b) => Number(b === 'OK') - Number(a === 'OK') || (a < b ? -1 : 1));
}
