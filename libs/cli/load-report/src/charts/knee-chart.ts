import { escapedHtml } from '@rookery/cli-rendering';
import { digits, duration } from '../numbers.ts';
import type { KneeReport } from '../load-report.ts';
import { figure, X_ENDS, Y_ENDS } from './frame.ts';
import { logScale } from './scale.ts';
import { px } from './svg.ts';

/** The probes of the search for the knee: p99 over rate, the limit, and the rate that was found. */
export function kneeChart({ probes, p99LimitMs, rate }: KneeReport): string {
  if (probes.length === 0) return '';
  const finite = probes.map(({ p99Ms }) => p99Ms).filter((p99) => Number.isFinite(p99) && p99 > 0);
  const rates = probes.map((probe) => probe.rate);
  // Probes without a finite p99 stand a little above everything else.
  const ceiling = 2 * Math.max(p99LimitMs, ...finite);
  const x = logScale(Math.min(...rates), Math.max(...rates) * 1.01, X_ENDS);
  const y = logScale(Math.min(p99LimitMs, ...finite), ceiling, Y_ENDS);
  const dots = probes.map((probe) => {
    const verdict = probe.passed ? 'passed' : 'failed';
    const hint = `${digits(probe.rate)}/s: p99 ${duration(probe.p99Ms)}, ${digits(probe.achievedRate)}/s achieved, ${verdict}`;
    const height = y(Number.isFinite(probe.p99Ms) ? probe.p99Ms : ceiling);
    return `<circle class="probe ${probe.passed ? 'good' : 'bad1'}" cx="${px(x(probe.rate))}" cy="${px(height)}" r="5"><title>${escapedHtml(hint)}</title></circle>`;
  });
  const limit =
    `<line class="limit" x1="${X_ENDS[0]}" x2="${X_ENDS[1]}" y1="${px(y(p99LimitMs))}" y2="${px(y(p99LimitMs))}"/>` +
    `<text class="tick strong" x="${X_ENDS[0] + 6}" y="${px(y(p99LimitMs) - 5)}">limit ${escapedHtml(duration(p99LimitMs))}</text>`;
  const knee =
    rate === undefined
      ? ''
      : `<line class="marker" x1="${px(x(rate))}" x2="${px(x(rate))}" y1="${Y_ENDS[0]}" y2="${Y_ENDS[1]}"/>`;
  return figure({
    title: 'Search for the knee',
    subtitle: 'p99 of each probe, failed calls counted as infinitely slow (top edge); both axes logarithmic',
    xLabel: 'calls offered per second',
    x,
    y,
    formatX: digits,
    formatY: duration,
    legend: [
      { label: 'passed', cssClass: 'good' },
      { label: 'failed', cssClass: 'bad1' },
    ],
    marks: limit + knee + dots.join(''),
  });
}
