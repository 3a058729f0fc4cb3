import { FinishReason, type GenerateRequest } from '@rookery/shared-contracts';
import type { Completion } from '../backend.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import { costUsd, type Price } from '../prices.ts';
import type { Dialect } from './dialect.ts';

/** What was read of an answer, whole or in pieces. */
export interface RawAnswer {
  readonly text: string;
  readonly finishReason: string | null | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** The answer in the contract's words. `calls` counts requests, refused and repeated ones included. */
export function completionOf(
  request: GenerateRequest,
  answer: RawAnswer,
  dialect: Dialect,
  calls: number,
  price: Price | undefined,
): Completion {
  const inputTokens = answer.inputTokens ?? estimateTokens(...request.messages.map(({ content }) => content));
  const outputTokens = answer.outputTokens ?? estimateTokens(answer.text);
  return {
    text: answer.text,
    finishReason: finishReasonOf(answer.finishReason),
    usage: { calls, inputTokens, outputTokens, costUsd: costUsd(price, inputTokens, outputTokens) },
    // Some servers accept response_format and ignore it; then nothing was enforced.
    structured: request.responseSchema !== '' && dialect.structure === 'schema' && isJson(answer.text),
    simulated: false,
  };
}

function finishReasonOf(reason: string | null | undefined): FinishReason {
  switch (reason) {
    case 'stop':
    case 'tool_calls':
    case 'function_call':
      return FinishReason.STOP;
    case 'length':
      return FinishReason.LENGTH;
    case 'content_filter':
      return FinishReason.FILTERED;
    default:
      return FinishReason.UNSPECIFIED;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
