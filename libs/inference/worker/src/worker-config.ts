import { BATCH_PACE } from '@rookery/inference-batches';
import { FAIRNESS_HEADER, OBJECTIVE_HEADER, OPENAI_DEFAULTS } from '@rookery/inference-backends';
import { SIMULATED_WORLDS } from '@rookery/inference-simulation';
import { DEFAULT_RETENTION_DAYS } from '@rookery/inference-usage';
import { address, commonConfig, gatewayAddress } from '@rookery/shared-runtime';
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

/** The name of a header that is sent: `on` takes the usual one, `off` sends none. */
const header = (usual: string, carries: string) =>
  z
    .string()
    .toLowerCase()
    .regex(/^[\w-]{1,100}$/, 'not the name of a header')
    .default('off')
    .transform((name) => {
      if (name === 'off') return undefined;
      return name === 'on' ? usual : name;
    })
    .describe(`off, on (${usual}) or the name of another header, which carries ${carries}`);

/** The variables of the inference worker. */
export const workerConfig = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: gatewayAddress.default('127.0.0.1:7600'),
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
    .describe('calls that may wait for a place, of people and of batch work each, 0 to 100000'),
  ROOKERY_WORKER_INTERACTIVE_PLACES: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe(
      'calls at once on top of ROOKERY_WORKER_CAPACITY that only people are given, 0 to 100000; not set: an eighth of it',
    ),
  ROOKERY_WORKER_GPUS: z.coerce
    .number()
    .min(0)
    .max(100_000)
    .optional()
    .describe(
      'GPUs of the model server, 0 to 100000, a part of one as a fraction: for the accounts of GPU seconds; not set: not known',
    ),
  ROOKERY_MODEL_CALL_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(DEFAULT_RETENTION_DAYS)
    .describe('for how many days the records of model calls are kept, 1 to 36500'),
  ROOKERY_SIMULATED_MODELS: z.enum(['on', 'off']).default('on').describe('on or off'),
  ROOKERY_SIM_WORLD: z
    .enum(SIMULATED_WORLDS)
    .default('2026-11')
    .describe(`the world of the simulated models (docs/simulation.md): ${SIMULATED_WORLDS.join(', ')}`),
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
  ROOKERY_CATALOGUE: z
    .string()
    .optional()
    .describe('a file of models, YAML or JSON, that extends or replaces the catalogue (docs/models.md)'),
  ROOKERY_PIN: z
    .string()
    .optional()
    .describe(
      'an entry of the catalogue: the one model that this worker is there for; not set: each model is held against the entry that it is one of',
    ),
  ROOKERY_PIN_OVERRIDE: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      'on or off: whether a model is served that is not what the catalogue says, or does not run where it says; every report says so',
    ),
  ROOKERY_NODE_LABELS: z
    .string()
    .optional()
    .describe(
      'the labels of the node that the model server runs on, KEY=VALUE separated by commas, or a file of them; asked where nvidia-smi cannot be',
    ),
  CUDA_VISIBLE_DEVICES: z
    .string()
    .optional()
    .describe(
      'the GPUs that the model server on this machine was given, as CUDA reads it: numbers or UUIDs, separated by commas',
    ),
  ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: milliseconds.default(OPENAI_DEFAULTS.attemptMs),
  ROOKERY_OPENAI_IDLE_TIMEOUT_MS: milliseconds.default(OPENAI_DEFAULTS.quietMs),
  ROOKERY_BATCH_GATHER_MS: milliseconds
    .default(BATCH_PACE.gatherMs)
    .describe('a batch is sent when nothing was added to it for so many milliseconds, 1 to 86400000'),
  ROOKERY_BATCH_POLL_MS: milliseconds
    .default(BATCH_PACE.pollMs)
    .describe('between two questions how a batch stands, 1 to 86400000 milliseconds'),
  ROOKERY_BATCH_ABANDON_MS: milliseconds
    .default(BATCH_PACE.abandonMs)
    .describe('a batch for which nobody has waited for so many milliseconds is cancelled, 1 to 86400000'),
  ROOKERY_OPENAI_PRIORITY: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      'on or off: send `priority`, people before batch work; vLLM refuses it unless it runs with --scheduling-policy priority',
    ),
  ROOKERY_OPENAI_OBJECTIVE_HEADER: header(OBJECTIVE_HEADER, 'the class of work, interactive or batch'),
  ROOKERY_OPENAI_FAIRNESS_HEADER: header(FAIRNESS_HEADER, 'a pseudonym of the caller'),
  ROOKERY_OPENAI_CACHE_SALT: z
    .enum(['vllm', 'on', 'off'])
    .default('vllm')
    .describe(
      'vllm, on or off: send `cache_salt`, which keeps the prefix caches of callers apart; vllm: where the server lists its models as owned by vllm',
    ),
  ROOKERY_OPENAI_MAX_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(OPENAI_DEFAULTS.retries.maxAttempts)
    .describe('requests for one call at most, 1 to 20'),
  ROOKERY_OPENAI_MAX_OUTPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(1)
    .max(131_072)
    .optional()
    .describe(
      'tokens of an answer at most, thoughts included, whatever a call asks for, 1 to 131072; not set: as many as it asks for',
    ),
});

export type WorkerConfig = z.infer<typeof workerConfig>;
