import { asRookeryError } from '@rookery/shared-errors';
import { backoffMs, type Backoff, timeLimit, waitOrAbort } from '@rookery/shared-concurrency';

/** Tells whether a service can serve again; resolves when it can. */
export type Probe = (signal: AbortSignal) => Promise<void>;

export interface GateOptions {
  readonly probe: Probe;
  /** Told why the work waits, and undefined when it goes on. */
  readonly changed: (waitingFor: string | undefined) => void;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Between probes. */
  readonly pause?: Backoff;
  /** Longest that one probe may take, in milliseconds. */
  readonly probeLimitMs?: number;
  /** Longest that an outage is waited for, in milliseconds; not set: as long as it takes. */
  readonly mostMs?: number;
}

const PROBE_PAUSE = { firstMs: 200, mostMs: 3000 };
const PROBE_LIMIT_MS = 5000;

/**
 * Holds work up while a service is away. However many wait, one probe at a time asks whether it is back.
 */
export class OutageGate {
  readonly #options: GateOptions;
  #outage: Promise<boolean> | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the service can serve, or is waited for no longer.
   *
   * @returns whether it was away and is back; false when the first probe already found it well
   */
  passed(): Promise<boolean> {
    this.#outage ??= this.#wait().finally(() => (this.#outage = undefined));
    return this.#outage;
  }

  async #wait(): Promise<boolean> {
    const { probe, changed, signal, pause = PROBE_PAUSE, mostMs = Infinity } = this.#options;
    const { probeLimitMs = PROBE_LIMIT_MS } = this.#options;
    const since = performance.now();
    let failures = 0;
    try {
      for (; ; failures += 1) {
        signal.throwIfAborted();
        try {
          using limit = timeLimit(probeLimitMs, signal);
          await probe(limit.signal);
          return failures > 0;
        } catch (caught) {
          signal.throwIfAborted();
          const { message, retryAfterMs = 0 } = asRookeryError(caught);
          const waitMs = Math.max(retryAfterMs, backoffMs(pause, failures + 1, Math.random()));
          if (performance.now() - since + waitMs > mostMs) return false;
          changed(message);
          await waitOrAbort(waitMs, signal);
        }
      }
    } finally {
      if (failures > 0) changed(undefined);
    }
  }
}
