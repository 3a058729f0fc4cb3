import { type Worker, WorkerServiceDefinition } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { client } from '@rookery/shared-transport';
import { type Logger } from '@rookery/shared-runtime';
import type { Channel } from 'nice-grpc';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';

const RECONNECT = { firstMs: 200, mostMs: 5000 };

/**
 * The gateway's list of workers, watched for as long as it is open. While the gateway is away the last list
 * stays in use: the workers in it can still be reached directly.
 */
export class WorkerList {
  readonly #gateway: Channel;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  readonly #received = Promise.withResolvers<void>();
  readonly #changed: (workers: readonly Worker[]) => void;
  readonly #watching: Promise<void>;
  #current: readonly Worker[] | undefined;

  constructor(gateway: Channel, log: Logger, changed: (workers: readonly Worker[]) => void) {
    this.#gateway = gateway;
    this.#log = log;
    this.#changed = changed;
    this.#watching = this.#watch();
  }

  /** The last list; undefined until the gateway has sent the first. */
  workers(): readonly Worker[] | undefined {
    return this.#current;
  }

  /**
   * The list, waiting for the first one at most `ms`. UNAVAILABLE after that; rejects when the signal aborts.
   */
  async workersWithin(ms: number, signal: AbortSignal): Promise<readonly Worker[]> {
    if (this.#current !== undefined) return this.#current;
    signal.throwIfAborted();
    const patience = new AbortController();
    const waited = waitOrAbort(ms, AbortSignal.any([signal, patience.signal]));
    await Promise.race([this.#received.promise, waited]);
    patience.abort();
    signal.throwIfAborted();
    if (this.#current === undefined) {
      throw new RookeryError('UNAVAILABLE', "the gateway's list of inference workers has not arrived yet", {
        reason: 'NO_WORKER_LIST',
        retryAfterMs: 1000,
      });
    }
    return this.#current;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        for await (const { workers } of client(WorkerServiceDefinition, this.#gateway).watchWorkers(
          {},
          { signal },
        )) {
          if (failures > 0) this.#log.info({ workers: workers.length }, 'watching the worker list again');
          failures = 0;
          this.#accept(workers);
        }
      } catch (caught) {
        if (signal.aborted) return;
        // Said once per outage, not once per attempt.
        if (failures === 0) {
          const { code, message } = asRookeryError(caught);
          this.#log.warn(
            { code, reason: message },
            "the gateway's worker list is away; keeping the last one",
          );
        }
      }
      failures += 1;
      await waitOrAbort(backoffMs(RECONNECT, failures, Math.random()), signal);
    }
  }

  #accept(workers: readonly Worker[]): void {
    this.#current = workers;
    this.#received.resolve();
    this.#changed(workers);
  }
}
