import type { Figure, Point } from '@rookery/cli-figures';
import type { Second } from '@rookery/cli-load';
import { outcomesOf } from '../csv.ts';

const PERCENTILES = ['p50', 'p90', 'p99', 'max'] as const;

const OVER_TIME = { form: 'lines', xLabel: 'seconds since the measurement began', categories: [] } as const;

/** A second that is `n` seconds in spans from n to n + 1: it stands at its middle. */
const at = (second: number, value: number): Point => ({ x: second + 0.5, value });

/** Percentiles of the latency of OK answers, second by second. */
export function latencyOverTime(series: readonly Second[]): Figure[] {
  if (series.every(({ latency }) => latency === undefined)) return [];
  return [
    {
      ...OVER_TIME,
      id: 'latency',
      title: 'Latency of OK answers by the second they came in, from their intended start',
      yLabel: 'milliseconds (logarithmic)',
      logarithmic: 'values',
      series: PERCENTILES.map((name) => ({
        name,
        points: series.map(({ second, latency }) =>
          latency === undefined ? undefined : at(second, latency[name]),
        ),
      })),
    },
  ];
}

/** Calls offered and OK answers, second by second, as far as the load lasted: the part of a second is no rate. */
export function ratesOverTime(all: readonly Second[], seconds: number): Figure[] {
  const series = all.slice(0, Math.max(1, Math.floor(seconds + 1e-6)));
  if (series.length === 0) return [];
  return [
    {
      ...OVER_TIME,
      id: 'rate',
      title: 'Calls due and OK answers in each second',
      yLabel: 'calls a second',
      decimals: 0,
      series: [
        { name: 'achieved', points: series.map(({ second, outcomes }) => at(second, outcomes.OK ?? 0)) },
        {
          name: 'offered',
          role: 'reference',
          points: series.map(({ second, offered }) => at(second, offered)),
        },
      ],
    },
  ];
}

/** What became of calls, second by second. */
export function outcomesOverTime(series: readonly Second[]): Figure[] {
  const outcomes = outcomesOf(series);
  if (outcomes.length === 0) return [];
  return [
    {
      ...OVER_TIME,
      id: 'outcomes',
      title: 'Outcomes of the calls that ended in each second',
      yLabel: 'calls a second',
      decimals: 0,
      series: outcomes.map((outcome) => ({
        name: outcome,
        points: series.map((second) => at(second.second, second.outcomes[outcome] ?? 0)),
      })),
    },
  ];
}
