import { readdir } from 'node:fs/promises';
import type { ProcessMeter } from '@rookery/shared-process-load';
import type { MetricType, MetricObject, MetricValue } from 'prom-client';
import { registry } from '../registry.ts';

/** Upper bounds of the delays, in seconds. */
const DELAYS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A metric that is read off something else when it is asked for. */
interface ReadOff {
  readonly name: string;
  readonly labelNames: readonly string[];
  get(): Promise<Omit<MetricObject, 'collect'> & { readonly values: readonly MetricValue<string>[] }>;
}

/**
 * What the process itself uses, off the same meter that ProcessService reads (decisions 24 and 76), under the names that Prometheus has
 * for every process. @returns ends it
 */
export function measureProcess(meter: ProcessMeter, version: string): () => void {
  // The loop is watched only while somebody reads: this reader may come once a minute.
  const keepWatching = setInterval(() => meter.read(), 15_000).unref();
  meter.read();
  const readings = [
    single('process_cpu_seconds_total', 'CPU time of all threads, user and system.', 'counter', () => {
      return meter.read().cpuSeconds;
    }),
    single('process_start_time_seconds', 'When the process started, in seconds since 1970.', 'gauge', () => {
      return performance.timeOrigin / 1000;
    }),
    single('process_resident_memory_bytes', 'Resident memory.', 'gauge', () => process.memoryUsage.rss()),
    single('process_open_fds', 'Open file descriptors; where the system tells.', 'gauge', openFiles),
    single('rookery_process_cores', 'Cores that the process may use.', 'gauge', () => meter.read().cores),
    single('nodejs_heap_size_used_bytes', 'Heap of JavaScript in use.', 'gauge', () => {
      return process.memoryUsage().heapUsed;
    }),
    delays(meter),
    info(version),
  ];
  for (const reading of readings) registry.registerMetric(reading as never);
  return () => {
    clearInterval(keepWatching);
    for (const { name } of readings) registry.removeSingleMetric(name);
  };
}

function single(
  name: string,
  help: string,
  type: 'counter' | 'gauge',
  read: () => number | undefined | Promise<number | undefined>,
): ReadOff {
  return readOff(name, help, type, async () => {
    const value = await read();
    return value === undefined ? [] : [{ value, labels: {} }];
  });
}

function info(version: string): ReadOff {
  const one = [{ value: 1, labels: { version, node: process.version } }];
  const help = 'Version of the platform and of Node; always 1.';
  return readOff('rookery_build_info', help, 'gauge', () => Promise.resolve(one), ['version', 'node']);
}

function delays(meter: ProcessMeter): ReadOff {
  const name = 'rookery_event_loop_delay_seconds';
  const help =
    'How long work waited for the event loop, as of any moment; the sum is at most a tenth too high.';
  return readOff(name, help, 'histogram', () => {
    const counts = meter.read().eventLoopDelays;
    const upTo = (seconds: number): number =>
      counts.reduce((sum, { upToMs, count }) => sum + (upToMs / 1000 <= seconds ? count : 0), 0);
    const total = upTo(Infinity);
    const sum = counts.reduce((seconds, { upToMs, count }) => seconds + (upToMs / 1000) * count, 0);
    return Promise.resolve([
      ...DELAYS.map((le) => ({ value: upTo(le), labels: { le }, metricName: `${name}_bucket` })),
      { value: total, labels: { le: '+Inf' }, metricName: `${name}_bucket` },
      { value: sum, labels: {}, metricName: `${name}_sum` },
      { value: total, labels: {}, metricName: `${name}_count` },
    ]);
  });
}

function readOff(
  name: string,
  help: string,
  type: 'counter' | 'gauge' | 'histogram',
  read: () => Promise<MetricValue<string>[]>,
  labelNames: readonly string[] = [],
): ReadOff {
  return {
    name,
    labelNames,
    get: async () => ({
      name,
      help,
      type: type as unknown as MetricType,
      aggregator: 'sum',
      values: await read(),
    }),
  };
}

async function openFiles(): Promise<number | undefined> {
  // One of them is the folder itself.
  return readdir('/proc/self/fd').then(
    (names) => names.length - 1,
    () => undefined,
  );
}
