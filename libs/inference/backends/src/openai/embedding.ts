import type { EmbedRequest, EmbedResponse } from '@rookery/shared-contracts';
import { BrokenAnswer } from './faults.ts';
import type { SentRequest, ServerConnection } from './server-connection.ts';
import { count, record } from './untyped.ts';
import { askForJson } from './whole-answer.ts';

/** One request for vectors. Rejects like `askForJson`. */
export function askEmbeddings(
  connection: ServerConnection,
  { model, texts }: EmbedRequest,
  sent: Omit<SentRequest, 'body'>,
  attemptMs: number,
  signal: AbortSignal,
): Promise<unknown> {
  // Asked for as numbers: base64 is not understood everywhere.
  const body = { model, input: texts, encoding_format: 'float' };
  return askForJson(connection, { call: 'embeddings', ...sent, body, signal }, attemptMs);
}

/** What was read of vectors; undefined tokens: the server does not say. */
export interface ReadEmbeddings {
  readonly embeddings: EmbedResponse['embeddings'];
  readonly inputTokens: number | undefined;
}

/**
 * The vectors of an answer in the order of the texts, normalised. BrokenAnswer when one is missing or no
 * vector.
 */
export function readEmbeddings(request: EmbedRequest, answer: unknown): ReadEmbeddings {
  const { data, usage } = record(answer);
  const rows = Array.isArray(data) ? data.map(record) : [];
  const vectors = new Map(rows.map((row, place) => [count(row['index']) ?? place, row['embedding']]));
  return {
    embeddings: request.texts.map((_, index) => ({ values: normalised(vectors.get(index)) })),
    inputTokens: count(record(usage)['prompt_tokens']),
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
