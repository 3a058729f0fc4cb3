import type { NamedLoad, ServerLoad } from '@rookery/cli-load';
import { digits, duration } from '../numbers.ts';
import { figure, X_ENDS, Y_ENDS } from './frame.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import { line } from './svg.ts';

/** As many lines as there are colours; the busiest processes get them. */
const MOST_LINES = 6;
/** Timers count whole milliseconds: delays below say nothing. */
const LEAST_DELAY_MS = 1;

interface Series {
  readonly title: string;
  readonly subtitle: string;
  readonly valueOf: (load: NamedLoad) => number | undefined;
  readonly y: (values: readonly number[]) => Scale;
  readonly format: (value: number) => string;
}

/** CPU and event-loop delay of the processes behind the target, second by second; empty when they do not tell. */
export function processesOverTime(server: ServerLoad): string {
  return [
    chart(server, {
      title: 'CPU of the processes behind the target',
      subtitle: 'cores used, second by second',
      valueOf: ({ cpuCores }) => cpuCores,
      y: (values) => linearScale(Math.max(...values), Y_ENDS),
      format: digits,
    }),
    chart(server, {
      title: 'Event-loop delay of these processes',
      subtitle:
        '99th percentile of what work waited in each second; logarithmic, 1 ms is as low as it is measured',
      valueOf: ({ eventLoopDelayP99Ms }) =>
        eventLoopDelayP99Ms === undefined ? undefined : Math.max(LEAST_DELAY_MS, eventLoopDelayP99Ms),
      y: (values) => logScale(LEAST_DELAY_MS, Math.max(2, ...values), Y_ENDS),
      format: duration,
    }),
  ].join('');
}

function chart({ processes, seconds }: ServerLoad, { valueOf, ...series }: Series): string {
  const names = processes
    .toSorted((a, b) => b.cpuCores - a.cpuCores)
    .slice(0, MOST_LINES)
    .map(({ name }) => name);
  const lines = names.map((name) =>
    seconds.map((loads) => {
      const load = loads.find((entry) => entry.name === name);
      return load === undefined ? undefined : valueOf(load);
    }),
  );
  const values = lines.flat().filter((value) => value !== undefined);
  if (values.length === 0) return '';
  const x = linearScale(Math.max(1, seconds.length), X_ENDS, { tight: true });
  const y = series.y(values);
  return figure({
    title: series.title,
    subtitle: series.subtitle + (processes.length > names.length ? `; the ${MOST_LINES} busiest` : ''),
    xLabel: 'seconds since the measurement began',
    formatX: digits,
    x,
    y,
    formatY: series.format,
    legend: names.map((label, index) => ({ label, cssClass: `series${index + 1}` })),
    marks: lines
      .map((points, index) =>
        line(
          points.map((value, second) => (value === undefined ? undefined : [x(second + 0.5), y(value)])),
          `series${index + 1}`,
        ),
      )
      .join(''),
  });
}
