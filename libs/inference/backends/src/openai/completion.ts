import { AnswerState, type GenerateRequest, type SentSettings, Structure } from '@rookery/shared-contracts';
import type { Completion } from '../backend.ts';
import { GENERATION_DEFAULTS } from '../defaults.ts';
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
    state: stateOf(answer),
    usage: {
      calls,
      inputTokens,
      outputTokens,
      costUsd: costUsd(price, inputTokens, outputTokens),
      unpricedCalls: price === undefined ? calls : 0,
    },
    // Some servers accept response_format and ignore it; then nothing was enforced.
    structured: request.responseSchema !== '' && dialect.structure === 'schema' && isJson(answer.text),
    simulated: false,
    serverReason: answer.finishReason ?? '',
    thought: false,
    sent: sentSettings(request, dialect),
  };
}

function stateOf({ finishReason, text }: RawAnswer): AnswerState {
  switch (finishReason) {
    case 'length':
      return AnswerState.CUT;
    case 'content_filter':
      return AnswerState.FILTERED;
    default:
      return text.trim() === '' ? AnswerState.EMPTY : AnswerState.WHOLE;
  }
}

/** What the request of this dialect carried. */
function sentSettings(request: GenerateRequest, dialect: Dialect): SentSettings {
  const schema = dialect.structure === 'schema' ? Structure.SCHEMA : Structure.WORDS;
  return {
    temperature: dialect.sampling ? (request.temperature ?? GENERATION_DEFAULTS.temperature) : undefined,
    topP: dialect.sampling ? (request.topP ?? GENERATION_DEFAULTS.topP) : undefined,
    seed: dialect.seed ? request.seed : undefined,
    maxOutputTokens: request.maxOutputTokens ?? GENERATION_DEFAULTS.maxOutputTokens,
    structure: request.responseSchema === '' ? Structure.UNSPECIFIED : schema,
    systemInUser: false,
    rolesJoined: false,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
