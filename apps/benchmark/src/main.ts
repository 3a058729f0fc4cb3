import { benchmarkConfig, migrateBenchmark, startBenchmark } from '@rookery/benchmark-service';
import { runMain } from '@rookery/shared-server';

runMain('benchmark', benchmarkConfig, { start: startBenchmark, migrate: migrateBenchmark });
