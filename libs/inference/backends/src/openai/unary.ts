import type { GenerateRequest } from '@rookery/shared-contracts';
import type { OpenAI } from 'openai';
import { chatRequest } from './chat-request.ts';
import type { RawAnswer } from './completion.ts';
import type { Dialect } from './dialect.ts';
import { BrokenAnswer, Stalled } from './failure.ts';
import { FILTERED_PROMPT, isPromptFiltered } from './prompt-filter.ts';
import { count, record, string } from './untyped.ts';

/** One request for a whole completion. Rejects with the SDK's errors, BrokenAnswer or Stalled. */
export async function askWhole(
  client: OpenAI,
  request: GenerateRequest,
  dialect: Dialect,
  attemptMs: number,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const patience = AbortSignal.timeout(attemptMs);
  try {
    const completion = await client.chat.completions.create(
      { ...chatRequest(request, dialect), stream: false },
      { signal: AbortSignal.any([signal, patience]) },
    );
    return readCompletion(completion);
  } catch (caught) {
    if (signal.aborted) throw caught;
    if (isPromptFiltered(caught)) return FILTERED_PROMPT;
    if (patience.aborted) throw new Stalled(attemptMs);
    throw caught;
  }
}

function readCompletion(completion: unknown): RawAnswer {
  const { choices, usage } = record(completion);
  const choice = Array.isArray(choices) ? record(choices[0]) : {};
  const message = record(choice['message']);
  if (choice['message'] === undefined) {
    throw new BrokenAnswer('the model server sent an answer without a message');
  }
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = record(usage);
  return {
    text: string(message['content']) ?? string(message['refusal']) ?? '',
    finishReason: string(choice['finish_reason']),
    inputTokens: count(inputTokens),
    outputTokens: count(outputTokens),
  };
}
