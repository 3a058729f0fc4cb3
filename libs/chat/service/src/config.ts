import { commonConfig, gatewayAddress, port } from '@rookery/shared-runtime';
import { z } from 'zod';

/** The variables of the chat service. */
export const chatConfig = commonConfig.extend({
  ROOKERY_PORT: port.default(7605),
  ROOKERY_GATEWAY_ADDRESS: gatewayAddress.default('127.0.0.1:7600'),
  ROOKERY_CHAT_INNER_PORT: port
    .optional()
    .describe(
      'a port from 0 to 65535 on which the chat service tells the gateway, by gRPC, how it is; only the network of the deployment may reach it; not set: it does not',
    ),
  ROOKERY_CHAT_KEEP_DAYS: z.coerce
    .number()
    .positive()
    .max(3_650)
    .default(30)
    .describe('days after which it is forgotten which session a conversation belongs to, up to 3650'),
  ROOKERY_CHAT_PATIENCE_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(600_000)
    .default(120_000)
    .describe('longest the agent may be silent before a request fails, 1000 to 600000 milliseconds'),
  ROOKERY_CHAT_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2_000)
    .describe('connections at a time, 1 to 100000; more are closed at once'),
  ROOKERY_CHAT_TASK_MODEL: z
    .string()
    .max(200)
    .optional()
    .describe(
      'model that writes the titles, tags and search queries that chat interfaces ask for beside a conversation; not set: the model of the request',
    ),
  ROOKERY_CRISIS_RESOURCES: z
    .string()
    .optional()
    .describe(
      'path of a JSON list of whom people in danger can turn to, instead of the list that comes with the platform; the planner service reads it too',
    ),
  ROOKERY_CHAT_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((origin) => origin !== ''))
    .describe(
      'origins of web pages that may call, separated by commas, such as https://example.org; not set: none',
    ),
});

export type ChatConfig = z.infer<typeof chatConfig>;
