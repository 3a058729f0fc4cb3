import { listPlanners } from '@rookery/shared-core';
import { address, commonConfig } from '@rookery/shared-service';
import { availableParallelism } from 'node:os';
import { z } from 'zod';

const planners = listPlanners().map(({ name }) => name);

/** The variables of the planner service. */
export const plannerConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
  ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
  ROOKERY_BENCHMARK_ADDRESS: address.default('127.0.0.1:7601'),
  ROOKERY_DEFAULT_PLANNER: z
    .enum(planners)
    .default('path-kg')
    .describe(`the planner of requests that name none: ${planners.join(', ')}`),
  ROOKERY_BUILD_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(4)
    .describe('searches of library builds that this process does at once, 1 to 256'),
  ROOKERY_SEARCH_THREADS: z.coerce
    .number()
    .int()
    .min(0)
    .max(256)
    .default(Math.max(1, availableParallelism() - 1))
    .describe('threads that searches run on, 1 to 256; 0: the thread that serves calls'),
});

export type PlannerConfig = z.infer<typeof plannerConfig>;
