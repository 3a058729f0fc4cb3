import { asRookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';

/** Tells whether a service can serve again; resolves when it can. */
export type Probe = (signal: AbortSignal) => Promise<void>;

const PROBE_PAUSE = { firstMs: 200, mostMs: 3000 };
const PROBE_LIMIT_MS = 5000;

/**
 * Holds work up while a service is away. However many wait, one probe at a time asks whether it is back.
 */
export class OutageGate {
  readonly #probe: Probe;
  readonly #changed: (waitingFor: string | undefined) => void;
  readonly #signal: AbortSignal;
  #outage: Promise<boolean> | undefined;

  /**
   * @param changed told why samples wait, and undefined when they go on
   * @param signal ends all waiting
   */
  constructor(probe: Probe, changed: (waitingFor: string | undefined) => void, signal: AbortSignal) {
    this.#probe = probe;
    this.#changed = changed;
    this.#signal = signal;
  }

  /**
   * Resolves when the service can serve.
   *
   * @returns whether it was away; false when the first probe already found it well
   */
  passed(): Promise<boolean> {
    this.#outage ??= this.#wait().finally(() => (this.#outage = undefined));
    return this.#outage;
  }

  async #wait(): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      this.#signal.throwIfAborted();
      try {
        await this.#probe(AbortSignal.any([this.#signal, AbortSignal.timeout(PROBE_LIMIT_MS)]));
        if (failures > 0) this.#changed(undefined);
        return failures > 0;
      } catch (caught) {
        this.#signal.throwIfAborted();
        if (failures === 0) this.#changed(asRookeryError(caught).message);
        await waitOrAbort(backoffMs(PROBE_PAUSE, failures + 1, Math.random()), this.#signal);
      }
    }
  }
}
