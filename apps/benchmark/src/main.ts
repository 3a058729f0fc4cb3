import { benchmarkConfig, startBenchmark } from '@rookery/benchmark-service';
import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';

runMain(() => startBenchmark(readConfig(benchmarkConfig)));
