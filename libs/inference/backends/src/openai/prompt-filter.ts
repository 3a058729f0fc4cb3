import { APIError } from 'openai';
import type { RawAnswer } from './completion.ts';
import type { OpenStream } from './streaming.ts';

/** Azure answers 400 with this code when its filter stops the prompt: the filter spoke, nothing failed. */
export function isPromptFiltered(caught: unknown): boolean {
  return caught instanceof APIError && caught.status === 400 && caught.code === 'content_filter';
}

/** What a model whose prompt was stopped has said. */
export const FILTERED_PROMPT: RawAnswer = {
  text: '',
  finishReason: 'content_filter',
  inputTokens: undefined,
  outputTokens: 0,
};

/** The same as a stream: it ends before it begins. */
export const FILTERED_STREAM: OpenStream = {
  pieces: () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
  }),
  answer: () => FILTERED_PROMPT,
  stop: () => {},
};
