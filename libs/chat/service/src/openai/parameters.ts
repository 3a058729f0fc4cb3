import { z } from 'zod';

/**
 * Parameters that would change what the caller gets and that the agent cannot honour, with the values that ask for
 * nothing special. Other values are refused: a promise that is not kept is worse than an error.
 */
const NOT_HONOURED: Readonly<Record<string, z.ZodType>> = {
  audio: z.null(),
  function_call: z.literal('none'),
  functions: z.array(z.never()),
  logit_bias: z.strictObject({}),
  logprobs: z.literal(false),
  max_completion_tokens: z.null(),
  max_tokens: z.null(),
  modalities: z.tuple([z.literal('text')]),
  n: z.literal(1),
  prediction: z.null(),
  response_format: z.looseObject({ type: z.literal('text') }),
  stop: z.union([z.literal(''), z.array(z.never())]),
  store: z.literal(false),
  tool_choice: z.literal('none'),
  tools: z.array(z.never()),
  top_logprobs: z.literal(0),
  web_search_options: z.null(),
};

/** Parameters without an effect: hints about style, sampling, caching or accounting. */
const WITHOUT_EFFECT = new Set([
  'frequency_penalty',
  'metadata',
  'parallel_tool_calls',
  'presence_penalty',
  'prompt_cache_key',
  'prompt_cache_retention',
  'reasoning_effort',
  'safety_identifier',
  'service_tier',
  'temperature',
  'top_p',
  'user',
  'verbosity',
]);

/** Why a parameter cannot be taken; undefined when it can. Null is not set. */
export function refusalOf(name: string, value: unknown): string | undefined {
  if (value === null || value === undefined || WITHOUT_EFFECT.has(name)) return undefined;
  const allowed = NOT_HONOURED[name];
  if (allowed === undefined) return 'is not known here';
  return allowed.safeParse(value).success ? undefined : 'is not supported: the agent cannot honour it';
}
