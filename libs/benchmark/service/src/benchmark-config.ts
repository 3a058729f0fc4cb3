import { address, commonConfig } from '@rookery/shared-runtime';
import type { z } from 'zod';

/** Variables that the benchmark service understands. */
export const benchmarkConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
  ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
  ROOKERY_PLANNER_ADDRESS: address.default('127.0.0.1:7603'),
});

export type BenchmarkConfig = z.infer<typeof benchmarkConfig>;
