import type { Second } from '@rookery/cli-load';
import { outcomesOf } from '../csv.ts';
import { digits, duration } from '../numbers.ts';
import { figure, X_ENDS, Y_ENDS } from './frame.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import { box, line } from './svg.ts';

const PERCENTILES = ['p50', 'p90', 'p99', 'max'] as const;

/** Where seconds stand: a second that is `n` seconds in spans from n to n + 1. */
function timeScale(series: readonly Second[]): Scale {
  return linearScale(Math.max(1, series.length), X_ENDS, { tight: true });
}

const X_AXIS = { xLabel: 'seconds since the measurement began', formatX: digits } as const;

/** A full-height strip for each second, invisible but for the pointer, that says what the second held. */
function hints(series: readonly Second[], x: Scale, hint: (second: Second) => string): string {
  return series
    .map((second) => {
      const left = x(second.second);
      const area = {
        x: left,
        y: Y_ENDS[1],
        width: x(second.second + 1) - left,
        height: Y_ENDS[0] - Y_ENDS[1],
      };
      return box(area, 'hint', `second ${second.second}: ${hint(second)}`);
    })
    .join('');
}

/** Percentiles of the latency of OK answers, second by second. */
export function latencyOverTime(series: readonly Second[]): string {
  const latencies = series.flatMap(({ latency }) => (latency === undefined ? [] : [latency]));
  if (latencies.length === 0) return '';
  const x = timeScale(series);
  const y = logScale(
    Math.max(0.01, Math.min(...latencies.map(({ p50 }) => p50))),
    Math.max(0.02, ...latencies.map(({ max }) => max)),
    Y_ENDS,
  );
  const lines = PERCENTILES.map((name, index) =>
    line(
      series.map(({ second, latency }) =>
        latency === undefined ? undefined : [x(second + 0.5), y(latency[name])],
      ),
      `series${index + 1}`,
    ),
  );
  return figure({
    title: 'Latency',
    subtitle: 'of OK answers by the second they came in, from their intended start; logarithmic',
    ...X_AXIS,
    x,
    y,
    formatY: duration,
    legend: PERCENTILES.map((label, index) => ({ label, cssClass: `series${index + 1}` })),
    marks:
      lines.join('') +
      hints(series, x, ({ latency }) =>
        latency === undefined
          ? 'no OK answer'
          : PERCENTILES.map((name) => `${name} ${duration(latency[name])}`).join(', '),
      ),
  });
}

/** Calls offered and OK answers, second by second, as far as the load lasted: the part of a second is no rate. */
export function ratesOverTime(all: readonly Second[], seconds: number): string {
  const series = all.slice(0, Math.max(1, Math.floor(seconds + 1e-6)));
  if (series.length === 0) return '';
  const ok = (second: Second): number => second.outcomes.OK ?? 0;
  const x = timeScale(series);
  const y = linearScale(Math.max(...series.map((second) => Math.max(second.offered, ok(second)))), Y_ENDS);
  const through = (count: (second: Second) => number, cssClass: string): string =>
    line(
      series.map((second) => [x(second.second + 0.5), y(count(second))]),
      cssClass,
    );
  return figure({
    title: 'Rate',
    subtitle: 'calls due and OK answers in each second',
    ...X_AXIS,
    x,
    y,
    formatY: digits,
    legend: [
      { label: 'offered', cssClass: 'muted' },
      { label: 'achieved', cssClass: 'series1' },
    ],
    marks:
      through((second) => second.offered, 'muted') +
      through(ok, 'series1') +
      hints(series, x, (second) => `${second.offered} offered, ${ok(second)} OK`),
  });
}

/** What became of calls, second by second, stacked. */
export function outcomesOverTime(series: readonly Second[]): string {
  const outcomes = outcomesOf(series);
  if (outcomes.length === 0) return '';
  const total = (second: Second): number =>
    Object.values(second.outcomes).reduce((sum, count) => sum + count, 0);
  const x = timeScale(series);
  const y = linearScale(Math.max(...series.map(total)), Y_ENDS);
  const gap = series.length > 120 ? 0 : 1;
  const bars = series.flatMap((second) => {
    let below = 0;
    return outcomes.map((outcome, index) => {
      const count = second.outcomes[outcome] ?? 0;
      const [bottom, top] = [y(below), y(below + count)];
      below += count;
      const left = x(second.second);
      const width = x(second.second + 1) - left - gap;
      return count === 0
        ? ''
        : box({ x: left, y: top, width, height: bottom - top }, outcomeClass(outcome, index));
    });
  });
  return figure({
    title: 'Outcomes',
    subtitle: 'calls that ended in each second',
    ...X_AXIS,
    x,
    y,
    formatY: digits,
    legend: outcomes.map((outcome, index) => ({ label: outcome, cssClass: outcomeClass(outcome, index) })),
    marks:
      bars.join('') +
      hints(series, x, ({ outcomes: counts }) =>
        outcomes.map((outcome) => `${outcome} ${counts[outcome] ?? 0}`).join(', '),
      ),
  });
}

function outcomeClass(outcome: string, index: number): string {
  return outcome === 'OK' ? 'good' : `bad${((index - 1) % 5) + 1}`;
}
