import { benchmarkConfig, startBenchmark } from '@rookery/benchmark-service';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startBenchmark(readConfig(benchmarkConfig)));
