import type { Batches, BatchServer } from '@rookery/inference-batches';
import type { RetryPolicy } from '@rookery/shared-concurrency';
import type { PriceList } from '../prices.ts';
import type { EngineHintSettings } from './engine-hints.ts';

export interface OpenAiSettings {
  /** Base URL, usually up to and including `/v1`; undefined: OpenAI's own. See ServerAddress for what is made of others. */
  readonly baseUrl: string | undefined;
  /** Sent as bearer token; undefined: no Authorization header, as local servers want it. */
  readonly apiKey: string | undefined;
  /** The usual variables for proxies; undefined: no proxy. */
  readonly proxy?: ProxyVariables | undefined;
  /** Model ids to offer; empty: what the server lists. */
  readonly models: readonly string[];
  readonly prices: PriceList;
  /** Longest time for one request to be answered in full, in milliseconds. Streams: see `quietMs`. */
  readonly attemptMs: number;
  /** Longest silence of a stream, before its first byte and between bytes, in milliseconds. Signs of life count. */
  readonly quietMs: number;
  readonly retries: CallPolicy;
  /** Most tokens of an answer, thoughts included, whatever a request asks for; undefined: as many as it asks for. */
  readonly mostOutput?: number | undefined;
  /** What the server is told of each call beside what it is asked; undefined: nothing. */
  readonly hints?: EngineHintSettings | undefined;
  /** What is sent of a model's sampling where a request does not say; undefined: GENERATION_DEFAULTS, and the server's own for the rest. */
  readonly sampling?: ((model: string) => Sampling | undefined) | undefined;
  /** Makes what sends requests by the batch; undefined: there is nothing to keep batches in. */
  readonly batches?: ((server: BatchServer) => Batches) | undefined;
}

/** Everything of a request that changes how its answer is drawn; what is undefined is not sent, and then the server's own holds. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  /** -1: all tokens. */
  readonly topK: number | undefined;
  readonly minP: number | undefined;
  readonly repetitionPenalty: number | undefined;
}

/** Addresses of proxies, as `http://host:port`, and the hosts that are reached without one, separated by commas. */
export interface ProxyVariables {
  readonly HTTP_PROXY?: string | undefined;
  readonly HTTPS_PROXY?: string | undefined;
  readonly NO_PROXY?: string | undefined;
}

/** How often one call is made. */
export interface CallPolicy extends RetryPolicy {
  /** No request is made again when the call began longer ago, in milliseconds. */
  readonly beginWithinMs: number;
}

/** What a worker uses unless told otherwise. */
export const OPENAI_DEFAULTS = {
  attemptMs: 240_000,
  quietMs: 60_000,
  retries: {
    maxAttempts: 5,
    backoff: { firstMs: 500, mostMs: 20_000 },
    longestAskedWaitMs: 60_000,
    beginWithinMs: 600_000,
  },
} as const;

/** What somebody waits for in front of a screen: it fails within seconds. */
const INTERACTIVE: CallPolicy = {
  maxAttempts: 3,
  backoff: { firstMs: 300, mostMs: 1000 },
  longestAskedWaitMs: 5000,
  beginWithinMs: 15_000,
};

/** The stricter of the policy and what is borne by whoever waits for the answer. */
export function interactivePolicy({
  maxAttempts,
  backoff,
  longestAskedWaitMs,
  beginWithinMs,
}: CallPolicy): CallPolicy {
  return {
    maxAttempts: Math.min(maxAttempts, INTERACTIVE.maxAttempts),
    backoff: {
      firstMs: Math.min(backoff.firstMs, INTERACTIVE.backoff.firstMs),
      mostMs: Math.min(backoff.mostMs, INTERACTIVE.backoff.mostMs),
    },
    longestAskedWaitMs: Math.min(longestAskedWaitMs, INTERACTIVE.longestAskedWaitMs),
    beginWithinMs: Math.min(beginWithinMs, INTERACTIVE.beginWithinMs),
  };
}
