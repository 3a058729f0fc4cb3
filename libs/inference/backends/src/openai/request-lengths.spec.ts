import { describe, expect, it } from '@jest/globals';
import { lengthsIn } from './request-lengths.ts';

describe('the lengths in a refusal', () => {
  it.each<[string, { context?: number; output?: number; prompt?: number }]>([
    [
      "This model's maximum context length is 4097 tokens. However, you requested 5200 tokens (3152 in the messages, 2048 in the completion).",
      { context: 4097, prompt: 3152 },
    ],
    [
      'maximum context length is 4096, you requested 4644 tokens, 2048 in the completion',
      { context: 4096, prompt: 2596 },
    ],
    [
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      { context: 8192, prompt: 9000 },
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 2048. This model's maximum context length is 4096 tokens and your request has 2596 input tokens (2048 > 4096 - 2596).",
      { context: 4096, prompt: 2596 },
    ],
    [
      "This model's maximum context length is 4096 tokens. However, you requested 2048 output tokens and your prompt contains at least 2049 input tokens, for a total of at least 4097 tokens.",
      { context: 4096 },
    ],
    [
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3000 `inputs` tokens and 2048 `max_new_tokens`',
      { context: 4096, prompt: 3000 },
    ],
    [
      'message: the request exceeds the available context size | type: exceed_context_size_error | n_prompt_tokens: 5000 | n_ctx: 4096',
      { context: 4096, prompt: 5000 },
    ],
    [
      "This model's maximum context length is 8192 tokens. However, you requested 64 output tokens and your prompt contains 100000 characters (more than 81280 characters, which is the upper bound for 8128 input tokens). Please reduce the length of the input prompt or the number of requested output tokens.",
      { context: 8192 },
    ],
    [
      "This model's maximum context length is 8192 tokens. However, you requested 64 output tokens and your prompt contains 10000 input tokens, for a total of 10064 tokens. Please reduce the length of the input prompt or the number of requested output tokens.",
      { context: 8192, prompt: 10_000 },
    ],
    // What llama.cpp sends, b11549: to a chat, the same by a router that passes on its sentence alone, and to a text for a vector.
    [
      'code: 400 | message: request (1531 tokens) exceeds the available context size (1024 tokens), try increasing it | type: exceed_context_size_error | n_prompt_tokens: 1531 | n_ctx: 1024',
      { context: 1024, prompt: 1531 },
    ],
    [
      'request (1531 tokens) exceeds the available context size (1024 tokens), try increasing it',
      { context: 1024, prompt: 1531 },
    ],
    [
      'code: 500 | message: input (1501 tokens) is too large to process. increase the physical batch size (current batch size: 512) | type: server_error',
      { context: 512, prompt: 1501 },
    ],
    [
      'input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000, decrease',
      { context: 200_000, prompt: 198_000 },
    ],
    ['prompt is too long: 205000 tokens > 200000 maximum', { context: 200_000, prompt: 205_000 }],
    [
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      { context: 32_768, prompt: 40_000 },
    ],
    [
      "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 6952 tokens from the input messages and 2048 tokens for the completion.",
      { context: 8192, prompt: 6952 },
    ],
    [
      'max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.',
      { output: 4096 },
    ],
    ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', { output: 8192 }],
    ['`max_tokens` must be less than or equal to `4096`'.replaceAll('`4096`', '4096'), { output: 4096 }],
    ['the context is too long', {}],
  ])('are found: %s', (said, lengths) => {
    const found = lengthsIn(said, 2048);
    expect(found).toEqual({ context: undefined, output: undefined, prompt: undefined, ...lengths });
  });

  it.each([
    'unknown field seed',
    'System role not supported',
    'max_tokens is not supported, use max_completion_tokens',
    'slow down',
  ])('are none: %s', (said) => {
    expect(lengthsIn(said, 2048)).toBeUndefined();
  });
});
