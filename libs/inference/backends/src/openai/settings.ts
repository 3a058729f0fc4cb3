import type { RetryPolicy } from '@rookery/shared-concurrency';
import type { PriceList } from '../prices.ts';

export interface OpenAiSettings {
  /** Base URL up to and including `/v1`; undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
  /** Sent as bearer token; undefined: no Authorization header, as local servers want it. */
  readonly apiKey: string | undefined;
  /** Model ids to offer; empty: what `/v1/models` lists. */
  readonly models: readonly string[];
  readonly prices: PriceList;
  /** Longest time for one request to be answered in full, in milliseconds. Streams: see `quietMs`. */
  readonly attemptMs: number;
  /** Longest silence of a stream, before its first piece and between pieces, in milliseconds. */
  readonly quietMs: number;
  readonly retries: RetryPolicy;
}

/** What a worker uses unless told otherwise. */
export const OPENAI_DEFAULTS = {
  attemptMs: 240_000,
  quietMs: 60_000,
  retries: { maxAttempts: 5, backoff: { firstMs: 500, mostMs: 20_000 }, longestAskedWaitMs: 60_000 },
} as const;
