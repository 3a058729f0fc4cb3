import type { EmbedRequest, EmbedResponse } from '@rookery/shared-contracts';
import type { OpenAI } from 'openai';
import { estimateTokens } from '../estimate-tokens.ts';
import { costUsd, type Price } from '../prices.ts';
import { BrokenAnswer, Stalled } from './failure.ts';
import { count, record } from './untyped.ts';

/** One request for vectors. Rejects with the SDK's errors, BrokenAnswer or Stalled. */
export async function askEmbeddings(
  client: OpenAI,
  request: EmbedRequest,
  attemptMs: number,
  signal: AbortSignal,
): Promise<unknown> {
  const patience = AbortSignal.timeout(attemptMs);
  try {
    return await client.embeddings.create(
      // Asked for as numbers: the SDK's own choice, base64, is not understood everywhere.
      { model: request.model, input: [...request.texts], encoding_format: 'float' },
      { signal: AbortSignal.any([signal, patience]) },
    );
  } catch (caught) {
    if (patience.aborted && !signal.aborted) throw new Stalled(attemptMs);
    throw caught;
  }
}

/**
 * The vectors of an answer in the order of the texts, normalised. BrokenAnswer when one is missing or no
 * vector.
 */
export function readEmbeddings(
  request: EmbedRequest,
  answer: unknown,
  calls: number,
  price: Price | undefined,
): EmbedResponse {
  const { data, usage } = record(answer);
  const rows = Array.isArray(data) ? data.map(record) : [];
  const vectors = new Map(rows.map((row, place) => [count(row['index']) ?? place, row['embedding']]));
  const embeddings = request.texts.map((_, index) => ({ values: normalised(vectors.get(index)) }));
  const inputTokens = count(record(usage)['prompt_tokens']) ?? estimateTokens(...request.texts);
  return {
    embeddings,
    usage: {
      calls,
      inputTokens,
      outputTokens: 0,
      costUsd: costUsd(price, inputTokens, 0),
      unpricedCalls: price === undefined ? calls : 0,
    },
  };
}

function normalised(vector: unknown): number[] {
  const values: unknown[] = Array.isArray(vector) ? vector : [];
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value));
  const length = Math.hypot(...numbers.map(Number));
  if (numbers.length === 0 || numbers.length !== values.length || length === 0) {
    throw new BrokenAnswer('the model server left out a vector or sent one that is not made of numbers');
  }
  return numbers.map((value) => Number(value) / length);
}
