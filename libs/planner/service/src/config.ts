import { VECTOR_SEARCHES } from '@rookery/planner-library';
import { typescriptPlanners } from '@rookery/planner-planners';
import { listPlanners } from '@rookery/shared-planner-wasm';
import { embedderChoice } from '@rookery/shared-embedding';
import { days, resultDays } from '@rookery/shared-retention';
import { contentKeysFolder } from '@rookery/shared-sealing';
import { address, commonConfig, gatewayAddress } from '@rookery/shared-runtime';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { backendAddresses } from './backend-addresses.ts';
import { questionCosts } from './question-costs.ts';

const OWN = [...listPlanners(), ...typescriptPlanners().map(({ info }) => info)].map(({ name }) => name);

/** The variables of the planner service. */
export const plannerConfig = commonConfig
  .extend({
    ROOKERY_GATEWAY_ADDRESS: gatewayAddress.default('127.0.0.1:7600'),
    ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
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
    ROOKERY_PATH_DAYS: days('planned paths are kept, with what was learned from them'),
    ROOKERY_RESULT_DAYS: resultDays,
    ROOKERY_CONTENT_KEYS: contentKeysFolder,
    ROOKERY_EMBEDDER: embedderChoice,
    ROOKERY_VECTOR_SEARCH: z
      .enum(VECTOR_SEARCHES)
      .default('auto')
      .describe(
        'where the vectors of libraries are searched: memory, pgvector (the database), or auto: large libraries in the ' +
          'database where it has pgvector',
      ),
    ROOKERY_VECTOR_MEMORY_MB: z.coerce
      .number()
      .int()
      .min(16)
      .max(3_072)
      .default(2_048)
      .describe(
        'memory for the vectors of libraries, 16 to 3072 MiB; the library that was not used for longest leaves it first',
      ),
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
