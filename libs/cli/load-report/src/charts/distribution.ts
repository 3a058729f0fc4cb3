import type { Figure } from '@rookery/cli-figures';
import type { Bar, KnownLatency } from '@rookery/cli-load';

const PERCENTILES = ['p50', 'p90', 'p99'] as const;

/** How latencies are spread: answers in each of many ranges that are equally wide on a logarithmic axis, and where percentiles lie. */
export function latencyDistribution(bars: readonly Bar[], latency: KnownLatency | undefined): Figure[] {
  if (bars.length === 0 || latency === undefined) return [];
  const most = Math.max(...bars.map(({ count }) => count));
  const known = PERCENTILES.flatMap((name) => {
    const value = latency[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return [
    {
      id: 'distribution',
      title: 'Distribution of the latencies of all OK answers, with their percentiles',
      form: 'lines',
      xLabel: 'latency from the intended start, milliseconds (logarithmic)',
      yLabel: 'answers',
      logarithmic: 'x',
      decimals: 0,
      categories: [],
      series: [
        {
          name: 'answers',
          points: bars.map(({ fromMs, toMs, count }) => ({
            x: round(Math.sqrt(fromMs * toMs)),
            value: count,
          })),
        },
        ...known.map(({ name, value }) => ({
          name,
          points: [
            { x: round(value), value: 0 },
            { x: round(value * (1 + 1e-6)), value: most },
          ],
        })),
      ],
    },
  ];
}

const round = (ms: number): number => Number(ms.toPrecision(8));
