import { commonConfig, gatewayAddress } from '@rookery/shared-runtime';
import { days } from '@rookery/shared-retention';
import { z } from 'zod';

/** The variables of the judge service. */
export const judgeConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: gatewayAddress.default('127.0.0.1:7600'),
  ROOKERY_JUDGE_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('how often a judge is asked for a verdict that can be read, 1 to 20'),
  // Verdicts are short, but a judge that reasons first must not be cut: the whole verdict would be lost.
  ROOKERY_JUDGE_MAX_OUTPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(64)
    .max(131_072)
    .default(2048)
    .describe('the most tokens of one verdict, 64 to 131072'),
  ROOKERY_JUDGE_HEDGE_PERCENTILE: z.coerce
    .number()
    .min(50)
    .max(99.9)
    .optional()
    .describe(
      'a second worker is asked for a verdict that takes longer than so many in a hundred do, 50 to 99.9, and both are paid; not set: never',
    ),
  ROOKERY_VERDICT_DAYS: days('verdicts are kept, so that a repeated request gets the same'),
  ROOKERY_JUDGE_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('items of one JudgeStream judged at once, 1 to 1024'),
});

export type JudgeConfig = z.infer<typeof judgeConfig>;
