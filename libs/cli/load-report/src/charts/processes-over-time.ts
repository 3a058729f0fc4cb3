import type { Figure } from '@rookery/cli-figures';
import type { NamedLoad, ServerLoad } from '@rookery/cli-load';

/** As many lines as there are colours; the busiest processes get them. */
const MOST_LINES = 8;
/** Timers count whole milliseconds: delays below say nothing. */
const LEAST_DELAY_MS = 1;

/** CPU and event-loop delay of the processes behind the target, second by second; none when they do not tell. */
export function processesOverTime(server: ServerLoad): Figure[] {
  return [
    ...chart(server, ({ cpuCores }) => cpuCores, {
      id: 'cpu',
      title: 'CPU of the processes behind the target',
      yLabel: 'cores used',
    }),
    ...chart(
      server,
      ({ eventLoopDelayP99Ms }) =>
        eventLoopDelayP99Ms === undefined ? undefined : Math.max(LEAST_DELAY_MS, eventLoopDelayP99Ms),
      {
        id: 'event-loop',
        title: 'Event-loop delay of these processes, 99th percentile; 1 ms is as low as it is measured',
        yLabel: 'milliseconds (logarithmic)',
        logarithmic: 'values',
      },
    ),
  ];
}

function chart(
  { processes, seconds }: ServerLoad,
  valueOf: (load: NamedLoad) => number | undefined,
  { title, ...drawing }: Pick<Figure, 'id' | 'title' | 'yLabel' | 'logarithmic'>,
): Figure[] {
  const names = processes
    .toSorted((a, b) => b.cpuCores - a.cpuCores)
    .slice(0, MOST_LINES)
    .map(({ name }) => name);
  const series = names.map((name) => ({
    name,
    points: seconds.map((loads, second) => {
      const load = loads.find((entry) => entry.name === name);
      const value = load === undefined ? undefined : valueOf(load);
      return value === undefined ? undefined : { x: second + 0.5, value };
    }),
  }));
  if (series.every(({ points }) => points.every((point) => point === undefined))) return [];
  return [
    {
      ...drawing,
      title: processes.length > names.length ? `${title}; the ${MOST_LINES} busiest` : title,
      form: 'lines',
      xLabel: 'seconds since the measurement began',
      categories: [],
      series,
    },
  ];
}
