import { loadBetween, type ProcessCounters, type ProcessLoad } from '@rookery/shared-process-load';

/** The counters of one process behind a target. */
export interface NamedCounters extends ProcessCounters {
  readonly name: string;
}

/** What the processes behind a target say of themselves. */
export interface ProcessReadings {
  readonly processes: readonly NamedCounters[];
  /** Names of those that are known and said nothing. */
  readonly silent: readonly string[];
}

/** Readings with the moment they were taken, in seconds since the measurement began. */
export interface TimedReadings extends ProcessReadings {
  readonly atSeconds: number;
}

/** How busy one process was. */
export interface NamedLoad extends ProcessLoad {
  readonly name: string;
}

/** How busy the processes were in a part of the load. */
export interface StageLoad {
  /** Seconds since the measurement began. */
  readonly fromSecond: number;
  readonly toSecond: number;
  /** Calls per second offered at its start and at its end. */
  readonly fromRate: number;
  readonly toRate: number;
  readonly processes: readonly NamedLoad[];
}

/** How busy the processes behind the target were. */
export interface ServerLoad {
  /** Why nothing is known; undefined when something is. */
  readonly notOffered: string | undefined;
  /** Processes that are known to be there and said nothing, at least once. */
  readonly silent: readonly string[];
  /** Over the whole measurement. */
  readonly processes: readonly NamedLoad[];
  /** By phase of the rate. */
  readonly stages: readonly StageLoad[];
  /** Second by second; a process is missing from those without readings at both ends. */
  readonly seconds: readonly (readonly NamedLoad[])[];
}

/** How far from the end of a stretch a reading may lie and still count as its end, in seconds. */
export const TOLERANCE_S = 0.3;

/** The load of each process from its first to its last reading in the stretch; those with fewer than two are left out. */
export function loadWithin(
  readings: readonly TimedReadings[],
  fromSecond: number,
  toSecond: number,
): NamedLoad[] {
  const within = readings
    .filter(({ atSeconds }) => atSeconds >= fromSecond - TOLERANCE_S && atSeconds <= toSecond + TOLERANCE_S)
    .flatMap(({ processes }) => processes);
  return namesOf(within).flatMap((name) => {
    const own = within.filter((reading) => reading.name === name);
    const [first, last] = [own[0], own.at(-1)];
    const load = first === undefined || last === undefined ? undefined : loadBetween(first, last);
    return load === undefined ? [] : [{ name, ...load }];
  });
}

function namesOf(processes: readonly { readonly name: string }[]): string[] {
  return [...new Set(processes.map(({ name }) => name))];
}
