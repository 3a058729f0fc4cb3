import { address, commonConfig } from '@rookery/shared-service';
import { z } from 'zod';

/** The variables of the judge service. */
export const judgeConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
  ROOKERY_JUDGE_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('how often an unreadable verdict is asked for in all, 1 to 10'),
  ROOKERY_JUDGE_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('items of one JudgeStream judged at once, 1 to 1024'),
});

export type JudgeConfig = z.infer<typeof judgeConfig>;
