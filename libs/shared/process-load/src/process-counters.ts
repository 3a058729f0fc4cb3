import type { DelayCount } from './delay-histogram.ts';

/** What a process has used since it started. Everything only grows while it lives. */
export interface ProcessCounters {
  /** Random, and new with each start. */
  readonly instanceId: string;
  /** Seconds since it started, on its own clock. */
  readonly elapsedSeconds: number;
  /** CPU time of all threads, user and system, in seconds. */
  readonly cpuSeconds: number;
  /** Cores that it may use. */
  readonly cores: number;
  /** How long work waited for the event loop, shortest first; empty buckets are left out. */
  readonly eventLoopDelays: readonly DelayCount[];
}
