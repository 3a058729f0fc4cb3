import { address, commonConfig, gatewayAddress } from '@rookery/shared-runtime';
import { resultDays } from '@rookery/shared-retention';
import { contentKeysFolder } from '@rookery/shared-sealing';
import { z } from 'zod';

/** Variables that the benchmark service understands. */
export const benchmarkConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: gatewayAddress.default('127.0.0.1:7600'),
  ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
  ROOKERY_PLANNER_ADDRESS: address.default('127.0.0.1:7603'),
  ROOKERY_RESULT_DAYS: resultDays,
  ROOKERY_CONTENT_KEYS: contentKeysFolder,
  ROOKERY_BUILD_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(4)
    .describe('searches of library builds that this process asks for at once, 1 to 256'),
});

export type BenchmarkConfig = z.infer<typeof benchmarkConfig>;
