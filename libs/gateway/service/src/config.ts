import { address, commonConfig, gatewayKeysConfig, isLoopback, port } from '@rookery/shared-runtime';
import type { z } from 'zod';

/** One name, whose addresses the gateway goes round; it takes no list of them. */
const upstream = address.regex(
  /^[^,]+$/,
  'several addresses; give several replicas one name that leads to all of them',
);

/** The variables of the gateway. */
export const gatewayConfig = commonConfig
  .omit({ ROOKERY_API_KEYS: true, ROOKERY_OPERATOR_KEYS: true })
  .extend({
    ROOKERY_PORT: port.default(7600),
    ROOKERY_BENCHMARK_ADDRESS: upstream.default('127.0.0.1:7601'),
    ROOKERY_JUDGE_ADDRESS: upstream.default('127.0.0.1:7602'),
    ROOKERY_PLANNER_ADDRESS: upstream.default('127.0.0.1:7603'),
  })
  .and(gatewayKeysConfig)
  .refine((config) => config.ROOKERY_OPERATOR_KEYS.length > 0 || isLoopback(config.ROOKERY_HOST), {
    path: ['ROOKERY_HOST'],
    message:
      'without ROOKERY_OPERATOR_KEYS the gateway listens on loopback only (127.0.0.1, ::1 or localhost)',
  });

export type GatewayConfig = z.infer<typeof gatewayConfig>;
