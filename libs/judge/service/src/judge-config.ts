import { address, commonConfig } from '@rookery/shared-runtime';
import { z } from 'zod';

/** The variables of the judge service. */
export const judgeConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
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
  ROOKERY_JUDGE_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('items of one JudgeStream judged at once, 1 to 1024'),
});

export type JudgeConfig = z.infer<typeof judgeConfig>;
