import { address, commonConfig, isLoopback, port } from '@rookery/shared-runtime';
import { z } from 'zod';

const SHORTEST_KEY = 8;

const apiKeys = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  )
  .refine((keys) => keys.every((key) => key.length >= SHORTEST_KEY), 'a key is too short')
  .refine(
    (keys) => keys.every((key) => /^[\x21-\x7e]+$/.test(key)),
    'a key has a character that no header can carry',
  )
  .describe(
    `keys separated by commas, each of at least ${SHORTEST_KEY} printable characters; not set: no key is needed`,
  );

/** The variables of the gateway. */
export const gatewayConfig = commonConfig
  .extend({
    ROOKERY_PORT: port.default(7600),
    ROOKERY_BENCHMARK_ADDRESS: address.default('127.0.0.1:7601'),
    ROOKERY_JUDGE_ADDRESS: address.default('127.0.0.1:7602'),
    ROOKERY_PLANNER_ADDRESS: address.default('127.0.0.1:7603'),
    ROOKERY_API_KEYS: apiKeys,
  })
  .refine((config) => config.ROOKERY_API_KEYS.length > 0 || isLoopback(config.ROOKERY_HOST), {
    path: ['ROOKERY_HOST'],
    message: 'without ROOKERY_API_KEYS the gateway listens on loopback only (127.0.0.1, ::1 or localhost)',
  });

export type GatewayConfig = z.infer<typeof gatewayConfig>;
