import { createHash } from 'node:crypto';
import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { typedClient } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';

/** What is known of a key is asked again after so long, in milliseconds. */
const KEPT_MS = 60_000;
/** Where the gateway did not answer, it is asked again after so long. */
const AWAY_MS = 5_000;
/** Longest that a request waits for it: somebody in danger may be at its other end. */
const PATIENCE_MS = 1_000;
/** Keys that are known to open something, at a time. */
const MOST_KEYS = 10_000;

/** Knows whether a key opens anything at the gateway, before anything else is read of the request that brings it. */
export class KeyGate {
  readonly #channel: Channel;
  /** Digests of keys that open something, and until when that holds; the oldest first. */
  readonly #open = new Map<string, number>();
  #awayUntil = -Infinity;
  /** Until when it holds that the gateway asks nobody for a key, or everybody. */
  #asking: Promise<boolean | undefined> | undefined;
  #asks: { readonly forKeys: boolean; readonly until: number } | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Whether the gateway asks for keys; undefined: it does not say. */
  async asksForKeys(): Promise<boolean | undefined> {
    if (this.#asks !== undefined && this.#asks.until > performance.now()) return this.#asks.forKeys;
    // Many may want to know at once, and one asks.
    this.#asking ??= this.#askForKeys().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #askForKeys(): Promise<boolean | undefined> {
    const now = performance.now();
    try {
      await typedClient(InferenceServiceDefinition, this.#channel).listModels({}, { timeoutMs: PATIENCE_MS });
      this.#asks = { forKeys: false, until: now + AWAY_MS };
    } catch (caught) {
      if (asRookeryError(caught).code !== 'UNAUTHENTICATED') return undefined;
      this.#asks = { forKeys: true, until: now + KEPT_MS };
    }
    return this.#asks.forKeys;
  }

  /** False when the gateway refuses the key. Where it says nothing it will be asked again by what the request wants. */
  async admits(
    apiKey: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    const digest = createHash('sha256').update(apiKey).digest('base64');
    const now = performance.now();
    if ((this.#open.get(digest) ?? -Infinity) > now || this.#awayUntil > now) return true;
    try {
      await typedClient(InferenceServiceDefinition, this.#channel, { headers }).listModels(
        {},
        { signal, timeoutMs: PATIENCE_MS },
      );
    } catch (caught) {
      const { code } = asRookeryError(caught);
      // A key that is not tried, after too many wrong ones, opens nothing either.
      if (code === 'UNAUTHENTICATED' || code === 'RESOURCE_EXHAUSTED') {
        this.#open.delete(digest);
        return false;
      }
      if (code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED') this.#awayUntil = now + AWAY_MS;
      return true;
    }
    this.#open.delete(digest);
    this.#open.set(digest, now + KEPT_MS);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_KEYS && oldest !== undefined) this.#open.delete(oldest);
    return true;
  }
}
