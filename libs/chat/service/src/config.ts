import { address, commonConfig, isLoopback, port } from '@rookery/shared-runtime';
import { z } from 'zod';

/** The variables of the chat service. */
export const chatConfig = commonConfig
  .extend({
    ROOKERY_PORT: port.default(7605),
    ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
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
  })
  // A gateway on loopback may be open; what listens for others must not make it so for them.
  .refine((config) => asksForKeys(config) || isLoopback(config.ROOKERY_HOST), {
    path: ['ROOKERY_HOST'],
    message:
      'without ROOKERY_API_KEYS or ROOKERY_OPERATOR_KEYS the chat service listens on loopback only (127.0.0.1, ::1 or localhost)',
  });

export type ChatConfig = z.infer<typeof chatConfig>;

/** Whether the gateway asks for a key: it does as soon as it has keys of either kind. */
function asksForKeys({ ROOKERY_API_KEYS, ROOKERY_OPERATOR_KEYS }: z.infer<typeof commonConfig>): boolean {
  return [ROOKERY_API_KEYS, ROOKERY_OPERATOR_KEYS].some((keys = '') => keys !== '');
}
