import { escapedHtml } from '@rookery/cli-rendering';
import type { Bar, KnownLatency } from '@rookery/cli-load';
import { digits, duration } from '../numbers.ts';
import { figure, X_ENDS, Y_ENDS } from './frame.ts';
import { linearScale, logScale } from './scale.ts';
import { box, px } from './svg.ts';

/** How latencies are spread: bars that are equally wide on a logarithmic axis, percentiles as lines. */
export function latencyDistribution(bars: readonly Bar[], latency: KnownLatency | undefined): string {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined || latency === undefined) return '';
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const x = logScale(first.fromMs, last.toMs, X_ENDS);
  const y = linearScale(Math.max(...bars.map((bar) => bar.count)), Y_ENDS);
  const drawn = bars.map(({ fromMs, toMs, count }) => {
    const area = {
      x: x(fromMs),
      y: y(count),
      width: x(toMs) - x(fromMs) - 1,
      height: Y_ENDS[0] - y(count),
    };
    const hint = `${duration(fromMs)} to ${duration(toMs)}: ${count} (${digits((100 * count) / total)}%)`;
    return box(area, 'series1', hint);
  });
  return figure({
    title: 'Distribution of latencies',
    subtitle: 'all OK answers; logarithmic',
    xLabel: 'latency from the intended start',
    x,
    y,
    formatX: duration,
    formatY: digits,
    legend: [],
    marks: drawn.join('') + markers(latency, x),
  });
}

/** Percentiles as upright lines; a label that would run into the one before it moves down a line. */
function markers(latency: KnownLatency, x: (value: number) => number): string {
  let [lastEnd, row] = [-Infinity, 0];
  return (['p50', 'p90', 'p99'] as const)
    .map((name) => {
      const value = latency[name];
      if (value === undefined) return '';
      const at = x(value);
      row = at < lastEnd ? row + 1 : 0;
      lastEnd = at + 30;
      return (
        `<line class="marker" x1="${px(at)}" x2="${px(at)}" y1="${Y_ENDS[0]}" y2="${Y_ENDS[1]}"/>` +
        `<text class="tick strong" x="${px(at + 4)}" y="${Y_ENDS[1] + 10 + row * 14}">${escapedHtml(name)}</text>`
      );
    })
    .join('');
}
