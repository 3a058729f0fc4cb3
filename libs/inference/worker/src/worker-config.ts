import { OPENAI_DEFAULTS } from '@rookery/inference-backends';
import { DEFAULT_RETENTION_DAYS } from '@rookery/inference-usage';
import { address, commonConfig } from '@rookery/shared-runtime';
import { z } from 'zod';

/** What may stand in front of a key and is no part of it, and what a copied key brings along. */
const apiKey = z
  .string()
  .transform((text) => text.trim())
  .superRefine((key, context) => {
    const problem = keyProblem(key);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function keyProblem(key: string): string | undefined {
  if (/[\r\n]/.test(key)) return 'it has more than one line';
  if (/^["'`]|["'`]$/.test(key)) return 'it stands in quotation marks, which are no part of a key';
  if (/[\u2018-\u201f\u00ab\u00bb]/.test(key)) return 'it has a typographic quotation mark, which no key has';
  if (/^bearer\s/i.test(key)) return 'it begins with the word Bearer, which is no part of a key';
  const odd = [...key].findIndex((sign) => !/[\x21-\x7e]/.test(sign));
  if (odd === -1) return undefined;
  return `its character ${odd + 1} of ${[...key].length} is one that no header can carry`;
}

const milliseconds = z.coerce.number().int().min(1).max(86_400_000).describe('milliseconds, 1 to 86400000');

/** The variables of the inference worker. */
export const workerConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
  ROOKERY_WORKER_ID: z
    .string()
    .max(200)
    .optional()
    .describe('a name for this worker, stable over restarts; not set: made of the host name and the port'),
  ROOKERY_WORKER_ADDRESS: address
    .optional()
    .describe('host:port where services reach this worker; not set: where it listens'),
  ROOKERY_WORKER_CAPACITY: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(64)
    .describe('calls at once, 1 to 100000'),
  ROOKERY_WORKER_QUEUE: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(256)
    .describe('calls that may wait for a place, 0 to 100000'),
  ROOKERY_MODEL_CALL_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(DEFAULT_RETENTION_DAYS)
    .describe('for how many days the records of model calls are kept, 1 to 36500'),
  ROOKERY_SIMULATED_MODELS: z.enum(['on', 'off']).default('on').describe('on or off'),
  ROOKERY_SIM_LATENCY_MS: z.coerce
    .number()
    .min(0)
    .max(600_000)
    .default(0)
    .describe('how long a call of a simulated model takes, 0 to 600000 milliseconds'),
  ROOKERY_SERVE_EMBEDDER: z
    .enum(['on', 'off'])
    .default('off')
    .describe('on or off: whether this worker offers the sentence embedder of `npm run models`'),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'not an http(s) URL' })
    .optional()
    .describe(
      'an http(s) URL, usually up to and including /v1; a bare host gets /v1, and /chat/completions at its end is left out',
    ),
  OPENAI_API_KEY: apiKey.optional().describe('the key of the model server, as it is'),
  HTTPS_PROXY: z
    .string()
    .optional()
    .describe('an http(s) URL: the proxy by which a model server with an https address is reached'),
  HTTP_PROXY: z
    .string()
    .optional()
    .describe('an http(s) URL: the same for an http address; this machine itself is reached without'),
  NO_PROXY: z.string().optional().describe('hosts that are reached without a proxy, separated by commas'),
  ROOKERY_OPENAI_MODELS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .describe('model names separated by commas; empty: what the server lists'),
  ROOKERY_OPENAI_PRICES: z
    .string()
    .default('')
    .describe('a JSON file, or JSON: {"MODEL": {"input": USD, "output": USD}} per million tokens'),
  ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: milliseconds.default(OPENAI_DEFAULTS.attemptMs),
  ROOKERY_OPENAI_IDLE_TIMEOUT_MS: milliseconds.default(OPENAI_DEFAULTS.quietMs),
  ROOKERY_OPENAI_MAX_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(OPENAI_DEFAULTS.retries.maxAttempts)
    .describe('requests for one call at most, 1 to 20'),
});

export type WorkerConfig = z.infer<typeof workerConfig>;
