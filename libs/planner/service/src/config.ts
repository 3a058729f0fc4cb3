import { typescriptPlanners } from '@rookery/planner-planners';
import { listPlanners } from '@rookery/shared-core';
import { embedderChoice } from '@rookery/shared-embedding';
import { ABSTENTION_FORMS, HIGHEST_QUESTION_COST, PATH_USES } from '@rookery/shared-scenario';
import { address, commonConfig } from '@rookery/shared-service';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { backendAddresses } from './backend-addresses.ts';
import { questionCosts } from './question-costs.ts';

const OWN = [...listPlanners(), ...typescriptPlanners().map(({ info }) => info)].map(({ name }) => name);

/** The variables of the planner service. */
export const plannerConfig = commonConfig
  .extend({
    ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
    ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
    ROOKERY_BENCHMARK_ADDRESS: address.default('127.0.0.1:7601'),
    ROOKERY_DEFAULT_PLANNER: z
      .string()
      .default('path-kg')
      .describe(
        `the planner of requests that name none: ${OWN.join(', ')}, or one of ROOKERY_PLANNER_BACKENDS`,
      ),
    ROOKERY_PLANNER_BACKENDS: backendAddresses,
    ROOKERY_QUESTION_COSTS: questionCosts,
    ROOKERY_PLANNER_PATIENCE_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('longest a planner may take to answer before it is stopped, 100 to 600000 milliseconds'),
    ROOKERY_BUILD_CONCURRENCY: z.coerce
      .number()
      .int()
      .min(1)
      .max(256)
      .default(4)
      .describe('searches of library builds that this process does at once, 1 to 256'),
    ROOKERY_EMBEDDER: embedderChoice,
    ROOKERY_SEARCH_THREADS: z.coerce
      .number()
      .int()
      .min(0)
      .max(256)
      .default(Math.max(1, availableParallelism() - 1))
      .describe('threads that searches run on, 1 to 256; 0: the thread that serves calls'),
    ROOKERY_COMPARISON_THREADS: z.coerce
      .number()
      .int()
      .min(1)
      .max(256)
      .default(Math.max(1, Math.floor(availableParallelism() / 2)))
      .describe('threads of low priority that comparisons of planners run on, 1 to 256'),
    ROOKERY_SESSION_HOURS: z.coerce
      .number()
      .positive()
      .max(8_760)
      .default(24)
      .describe('hours that a session is kept after the last thing that was said in it, up to 8760'),
    ROOKERY_SESSIONS_PER_KEY: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(1_000)
      .describe('sessions that one key may have at a time, 1 to 1000000'),
    ROOKERY_KEEP_TRACES: z
      .enum(['yes', 'no'])
      .default('no')
      .transform((word) => word === 'yes')
      .describe('yes or no: whether the traces of conversations are stored with their sessions'),
    ROOKERY_ABSTENTION: z
      .enum(ABSTENTION_FORMS)
      .default('scale')
      .describe(`how conversations that do not say decide to answer: ${ABSTENTION_FORMS.join(', ')}`),
    ROOKERY_PATH_USE: z
      .enum(PATH_USES)
      .default('examples')
      .describe(`what conversations that do not say do with planned paths: ${PATH_USES.join(', ')}`),
    ROOKERY_CRISIS_RESOURCES: z
      .string()
      .optional()
      .describe(
        'path of a JSON list of whom people in danger can turn to, instead of the list that comes with the platform',
      ),
    ROOKERY_QUESTION_BURDEN: z.coerce
      .number()
      .min(0)
      .max(HIGHEST_QUESTION_COST)
      .default(0.1)
      .describe(
        `what any question costs the person besides ROOKERY_QUESTION_COSTS, score points 0 to ${HIGHEST_QUESTION_COST}; for the form calibrated`,
      ),
  })
  .superRefine(({ ROOKERY_DEFAULT_PLANNER, ROOKERY_PLANNER_BACKENDS }, context) => {
    const backends = ROOKERY_PLANNER_BACKENDS.map(({ name }) => name);
    const twice = backends.find((name, index) => OWN.includes(name) || backends.indexOf(name) < index);
    if (twice !== undefined) {
      const message = `there is already a planner ${twice}`;
      context.addIssue({ code: 'custom', path: ['ROOKERY_PLANNER_BACKENDS'], message });
    }
    if (![...OWN, ...backends].includes(ROOKERY_DEFAULT_PLANNER)) {
      const message = 'there is no planner of that name';
      context.addIssue({ code: 'custom', path: ['ROOKERY_DEFAULT_PLANNER'], message });
    }
  });

export type PlannerConfig = z.infer<typeof plannerConfig>;
