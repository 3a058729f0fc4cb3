export { benchmarkConfig } from './benchmark-config.ts';
export type { BenchmarkConfig } from './benchmark-config.ts';
export { startBenchmark } from './start-benchmark.ts';
