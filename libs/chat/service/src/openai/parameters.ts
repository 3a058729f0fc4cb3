import { z } from 'zod';

/**
 * Parameters that would change the form of what the caller gets, with the values that ask for nothing that cannot be had. Other
 * values are refused: a promise that is not kept is worse than an error. Everything else about style, sampling, caching, length,
 * tools that may be used, accounting, and whatever interfaces add, is taken.
 */
const NOT_HONOURED: Readonly<Record<string, z.ZodType>> = {
  audio: z.null(),
  function_call: z.enum(['none', 'auto']),
  logprobs: z.literal(false),
  modalities: z.array(z.literal('text')),
  n: z.literal(1),
  tool_choice: z.enum(['none', 'auto']),
  top_logprobs: z.literal(0),
};

/** Why a parameter cannot be taken; undefined when it can. Null is not set. */
export function refusalOf(name: string, value: unknown): string | undefined {
  if (value === null || value === undefined || !Object.hasOwn(NOT_HONOURED, name)) return undefined;
  return NOT_HONOURED[name]?.safeParse(value).success === true
    ? undefined
    : 'is not supported: the agent cannot honour it';
}
