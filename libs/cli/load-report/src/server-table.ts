import type { NamedLoad, ServerLoad, StageLoad } from '@rookery/cli-load';
import { digits, duration } from './numbers.ts';

/** Names of the columns of `serverRows`. */
export const SERVER_HEAD = [
  'part of the load',
  'process',
  'CPU',
  'event loop p50',
  'event loop p99',
] as const;

/** How busy the processes behind the target were, a row for each phase of the rate and process. */
export function serverRows({ stages }: ServerLoad): string[][] {
  return stages.flatMap((stage) =>
    stage.processes.map((load, index) => [
      index === 0 ? stageWords(stage) : '',
      load.name,
      `${load.cpuCores.toFixed(2)} of ${load.cores} cores`,
      delay(load.eventLoopDelayP50Ms),
      delay(load.eventLoopDelayP99Ms),
    ]),
  );
}

/** What there is to say of figures that are missing; undefined when none are. */
export function missingServerFigures({ notOffered, silent }: ServerLoad): string | undefined {
  if (notOffered !== undefined) return `CPU and event loop of the target: not offered (${notOffered}).`;
  if (silent.length === 0) return undefined;
  return `CPU and event loop of ${silent.join(', ')}: not offered, or too busy to tell, at least once.`;
}

/** The process that used most CPU, in words: `planner 1.6 cores`; empty when nothing is known. */
export function busiestProcess(processes: readonly NamedLoad[]): string {
  const busiest = processes.toSorted((a, b) => b.cpuCores - a.cpuCores)[0];
  return busiest === undefined ? '' : `${busiest.name} ${busiest.cpuCores.toFixed(2)} cores`;
}

/** Timers count whole milliseconds: what is below says nothing. */
function delay(ms: number | undefined): string {
  return ms !== undefined && ms <= 1 ? 'under 1 ms' : duration(ms);
}

function stageWords({ fromSecond, toSecond, fromRate, toRate }: StageLoad): string {
  const rate = fromRate === toRate ? `${digits(fromRate)}/s` : `${digits(fromRate)}..${digits(toRate)}/s`;
  return `${digits(fromSecond)} to ${digits(toSecond)} s, ${rate}`;
}
