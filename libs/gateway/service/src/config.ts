import { address, commonConfig, gatewayKeysConfig, port } from '@rookery/shared-runtime';
import { oidcVariables } from '@rookery/gateway-tokens';
import { z } from 'zod';

/** One name, whose addresses the gateway goes round; it takes no list of them. */
const upstream = address.regex(
  /^[^,]+$/,
  'several addresses; give several replicas one name that leads to all of them',
);

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The variables of the gateway. */
export const gatewayConfig = commonConfig
  .omit({ ROOKERY_API_KEYS: true, ROOKERY_OPERATOR_KEYS: true })
  .extend({
    ROOKERY_PORT: port.default(7600),
    ROOKERY_BENCHMARK_ADDRESS: upstream.default('127.0.0.1:7601'),
    ROOKERY_JUDGE_ADDRESS: upstream.default('127.0.0.1:7602'),
    ROOKERY_PLANNER_ADDRESS: upstream.default('127.0.0.1:7603'),
    ROOKERY_CHAT_ADDRESS: upstream
      .optional()
      .describe(
        'host:port where the chat service tells how it is (its ROOKERY_CHAT_INNER_PORT); not set: it is not asked',
      ),
    ROOKERY_AUDIT_DAYS: z.coerce
      .number()
      .positive()
      .max(36_500)
      .default(90)
      .describe('days that entries of the audit trail are kept, up to 36500; a million at most'),
    ROOKERY_WORKER_LEASE_MS: wholeNumber(1000, 600_000)
      .default(15_000)
      .describe(
        'how long an inference worker that has died stays in the list at most, 1000 to 600000 milliseconds; it says that it lives three times as often',
      ),
    ROOKERY_GATEWAY_CONNECTIONS: wholeNumber(1, 100_000)
      .default(4096)
      .describe('connections of callers at a time, 1 to 100000; more are closed at once'),
    ROOKERY_GATEWAY_CONNECTIONS_PER_ADDRESS: wholeNumber(1, 100_000)
      .default(512)
      .describe(
        'connections of one address at a time, 1 to 100000; behind a load balancer, as many as it may open',
      ),
    ROOKERY_GATEWAY_CALLS_PER_KEY: wholeNumber(1, 100_000)
      .default(2000)
      .describe('calls in flight of one key, 1 to 100000; more get RESOURCE_EXHAUSTED'),
    ROOKERY_GATEWAY_CALL_TIMEOUT_MS: wholeNumber(1000, 86_400_000)
      .default(900_000)
      .describe(
        'time for a call that answers once and brings no deadline of its own, 1000 to 86400000 milliseconds',
      ),
    ...oidcVariables,
  })
  .and(gatewayKeysConfig);

/** Said by a gateway that has no keys at all, neither in its variables nor in its database. */
export const LOOPBACK_ONLY =
  'ROOKERY_HOST: without keys the gateway listens on loopback only (127.0.0.1, ::1 or localhost); make one with ' +
  '`rookery keys create`, or set ROOKERY_OPERATOR_KEYS or ROOKERY_OIDC_ISSUER';

export type GatewayConfig = z.infer<typeof gatewayConfig>;
