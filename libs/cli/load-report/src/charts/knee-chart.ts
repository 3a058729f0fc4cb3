import type { Figure } from '@rookery/cli-figures';
import type { KneeReport } from '../load-report.ts';

/** The probes of the search for the knee: p99 over rate, and the limit. */
export function kneeChart({ probes, p99LimitMs }: KneeReport): Figure[] {
  if (probes.length === 0) return [];
  const finite = probes.map(({ p99Ms }) => p99Ms).filter((p99) => Number.isFinite(p99) && p99 > 0);
  const rates = probes.map(({ rate }) => rate);
  // Probes without a finite p99 stand a little above everything else.
  const ceiling = 2 * Math.max(p99LimitMs, ...finite);
  const of = (passed: boolean): Figure['series'][number]['points'] =>
    probes
      .filter((probe) => probe.passed === passed)
      .map(({ rate, p99Ms }) => ({ x: rate, value: Number.isFinite(p99Ms) ? p99Ms : ceiling }));
  return [
    {
      id: 'knee',
      title:
        'Search for the knee: p99 of each probe; where failed calls, which count as infinitely slow, leave none, at the top',
      form: 'scatter',
      xLabel: 'calls offered per second (logarithmic)',
      yLabel: 'p99, milliseconds (logarithmic)',
      logarithmic: 'both',
      categories: [],
      series: [
        { name: 'passed', points: of(true) },
        { name: 'failed', points: of(false) },
        {
          name: 'limit',
          role: 'reference',
          points: [Math.min(...rates), Math.max(...rates)].map((x) => ({ x, value: p99LimitMs })),
        },
      ],
    },
  ];
}
