import { countedBetween, delayQuantile } from './delay-histogram.ts';
import type { ProcessCounters } from './process-counters.ts';

/** How busy a process was during some time. */
export interface ProcessLoad {
  /** CPU time over elapsed time: 1.5 is one and a half cores. */
  readonly cpuCores: number;
  /** Cores that it could use. */
  readonly cores: number;
  /** What work had to wait for the event loop, in milliseconds; undefined when the loop was not watched. */
  readonly eventLoopDelayP50Ms: number | undefined;
  readonly eventLoopDelayP99Ms: number | undefined;
}

/** What a process did between two readings; undefined when it was started anew in between, or no time passed. */
export function loadBetween(earlier: ProcessCounters, later: ProcessCounters): ProcessLoad | undefined {
  const seconds = later.elapsedSeconds - earlier.elapsedSeconds;
  if (earlier.instanceId !== later.instanceId || seconds <= 0) return undefined;
  const delays = countedBetween(earlier.eventLoopDelays, later.eventLoopDelays);
  return {
    cpuCores: (later.cpuSeconds - earlier.cpuSeconds) / seconds,
    cores: later.cores,
    eventLoopDelayP50Ms: delayQuantile(delays, 0.5),
    eventLoopDelayP99Ms: delayQuantile(delays, 0.99),
  };
}
