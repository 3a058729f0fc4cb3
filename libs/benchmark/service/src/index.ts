export { benchmarkConfig } from './benchmark-config.ts';
export type { BenchmarkConfig } from './benchmark-config.ts';
export { migrateBenchmark } from './migrate-benchmark.ts';
export { startBenchmark } from './start-benchmark.ts';
