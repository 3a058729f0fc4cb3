import { monitorEventLoopDelay } from 'node:perf_hooks';

const NS_PER_MS = 1e6;
const US_PER_MS = 1000;
/** How often the event loop is looked at, in milliseconds; also the delay of an idle one. */
const RESOLUTION_MS = 10;

/** How busy a process was. */
export interface ProcessLoad {
  /** CPU time over elapsed time; 1 is one core fully used. */
  readonly cpu: number;
  /** 99th percentile of the delay of its event loop, in milliseconds. */
  readonly eventLoopDelayP99Ms: number;
}

/** Watches this process until `stop`. */
export function watchProcess(): { stop(): ProcessLoad } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const [cpuBefore, before] = [process.cpuUsage(), performance.now()];
  return {
    stop() {
      delay.disable();
      const { user, system } = process.cpuUsage(cpuBefore);
      const p99 = delay.count === 0 ? 0 : delay.percentile(99) / NS_PER_MS;
      return {
        cpu: (user + system) / US_PER_MS / Math.max(1, performance.now() - before),
        // The sampling timer itself is part of each sample.
        eventLoopDelayP99Ms: Math.max(0, p99 - RESOLUTION_MS),
      };
    },
  };
}
