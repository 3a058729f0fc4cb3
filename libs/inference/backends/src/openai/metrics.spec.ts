import { describe, expect, it } from '@jest/globals';
import { loadInMetrics, startInMetrics } from './metrics.ts';

const METRICS = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="Qwen/QwQ-32B"} 3.0
# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.76436371203e+09
`;

describe('the start of a server in its metrics', () => {
  it('is read, with labels and without', () => {
    expect(startInMetrics(METRICS)).toBe(1764363712.03);
    expect(startInMetrics('process_start_time_seconds{pid="7"} 12.5\n')).toBe(12.5);
  });

  it.each([
    '',
    '<html>no metrics</html>',
    'process_start_time_seconds NaN',
    'process_start_time_seconds 0',
    'vllm:num_requests_running 1',
  ])('is unknown, and not zero, in "%s"', (text) => expect(startInMetrics(text)).toBeUndefined());
});

describe('the load of a server in its metrics', () => {
  it('is read of vLLM, of all its engines, with its names of now and of before', () => {
    const two = `
vllm:num_requests_running{engine="0",model_name="m"} 3.0
vllm:num_requests_running{engine="1",model_name="m"} 2.0
vllm:num_requests_waiting{engine="0",model_name="m"} 0.0
vllm:num_requests_waiting{engine="1",model_name="m"} 7.0
vllm:num_requests_waiting_by_reason{engine="1",model_name="m",reason="capacity"} 7.0
`;
    expect(
      loadInMetrics(
        `${two}vllm:kv_cache_usage_perc{engine="0"} 0.25\nvllm:kv_cache_usage_perc{engine="1"} 0.5\n`,
      ),
    ).toEqual({ running: 5, waiting: 7, cacheUsed: 0.5 });
    expect(loadInMetrics('vllm:gpu_cache_usage_perc{model_name="m"} 0.75')).toMatchObject({
      cacheUsed: 0.75,
    });
    // While both are there, the old one is on its way out.
    expect(
      loadInMetrics('vllm:gpu_cache_usage_perc{a="b"} 0.0\nvllm:kv_cache_usage_perc{a="b"} 0.5\n'),
    ).toMatchObject({ cacheUsed: 0.5 });
  });

  it('is read of SGLang and of llama.cpp', () => {
    expect(
      loadInMetrics(
        'sglang:num_running_reqs{a="b"} 4\nsglang:num_queue_reqs 1\nsglang:token_usage{a="b"} 0.1\n',
      ),
    ).toEqual({ running: 4, waiting: 1, cacheUsed: 0.1 });
    expect(loadInMetrics('llamacpp:requests_processing 2\nllamacpp:requests_deferred 1\n')).toEqual({
      running: 2,
      waiting: 1,
      cacheUsed: undefined,
    });
  });

  it.each([
    '',
    'vllm:num_requests 3',
    'vllm:num_requests_running NaN',
    'vllm:num_requests_running{a="b"} many',
    METRICS,
  ])('is unknown, and not zero, where "%s" does not say it', (text) => {
    const { running, waiting, cacheUsed } = loadInMetrics(text);
    expect([running, waiting, cacheUsed]).toEqual([text === METRICS ? 3 : undefined, undefined, undefined]);
  });
});
