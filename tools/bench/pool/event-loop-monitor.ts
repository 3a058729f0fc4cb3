// Loaded before a service's own main (`node --import`): measures how late its event loop is. The parent says 'reset' to begin
// anew and 'report' to be told. The histogram holds the time from one turn of a one-millisecond timer to the next.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** What is reported, in milliseconds. */
export interface EventLoopReport {
  readonly p99: number;
  readonly max: number;
}

// Worker threads load what their process loads; only the thread that serves calls is measured.
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', (order) => {
    if (order === 'reset') delay.reset();
    if (order === 'report') {
      process.send?.({ p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 } satisfies EventLoopReport);
    }
  });
}
