import type { ServerLoad } from '../model-server.ts';

/** `name{labels} value`, the labels being left out where there are none. */
const STARTED = /^process_start_time_seconds(?:\{[^\n]*\})? +(\S+)/;

/**
 * When the process of a server began, in seconds since 1970, by its metrics (Prometheus text). Undefined where it is not there, as with
 * several API servers of vLLM: that is unknown, and never zero.
 */
export function startInMetrics(text: string): number | undefined {
  for (const line of text.split('\n')) {
    const [, value] = STARTED.exec(line) ?? [];
    const seconds = Number(value);
    if (value !== undefined) return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  }
  return undefined;
}

/** Names of what is said of the load: vLLM, SGLang, llama.cpp. Of names that were changed, the new one comes first. */
const LOAD = {
  running: ['vllm:num_requests_running', 'sglang:num_running_reqs', 'llamacpp:requests_processing'],
  waiting: ['vllm:num_requests_waiting', 'sglang:num_queue_reqs', 'llamacpp:requests_deferred'],
  cacheUsed: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang:token_usage'],
} as const;

const SAMPLE = /^([a-z]+:\w+)(?:\{[^\n]*\})? +(\S+)/;

/**
 * How busy a server says it is in its metrics (Prometheus text): of several engines all requests together, and the cache of the fullest.
 * What is not there, or is no number, is unknown, and never zero: vLLM hides names two releases after it has changed them.
 */
export function loadInMetrics(text: string): ServerLoad {
  const samples = new Map<string, number[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || !LOADS.has(name)) continue;
    samples.set(name, [...(samples.get(name) ?? []), Number(value)]);
  }
  const read = (
    names: readonly string[],
    together: (values: readonly number[]) => number,
  ): number | undefined => {
    const values = names.map((name) => samples.get(name)).find((found) => found !== undefined);
    const known = values?.every((value) => Number.isFinite(value) && value >= 0) === true;
    return known ? together(values) : undefined;
  };
  return {
    running: read(LOAD.running, sum),
    waiting: read(LOAD.waiting, sum),
    cacheUsed: read(LOAD.cacheUsed, (values) => Math.max(...values)),
  };
}

const LOADS: ReadonlySet<string> = new Set(Object.values(LOAD).flat());

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
