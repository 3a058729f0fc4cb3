import { type Model, type Worker, WorkerServiceDefinition } from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, RookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';
import { client } from '@rookery/shared-transport';
import { type Logger } from '@rookery/shared-runtime';
import type { Channel } from 'nice-grpc';

export interface RegistrationSettings {
  /** The worker but for what changes. */
  readonly worker: Omit<Worker, 'models' | 'inFlight'>;
  /** The models now; may take a while. */
  models(signal: AbortSignal): Promise<readonly Model[]>;
  inFlight(): number;
}

const RETRY = { firstMs: 200, mostMs: 5000 } as const;
/** Longest wait for one answer of the gateway, in milliseconds. */
const ANSWER_MS = 5000;
/** Longest wait for the farewell. */
const FAREWELL_MS = 2000;
/** Renewals come at a third of the lease, within these bounds. */
const RENEWAL = { leastMs: 100, mostMs: 30_000 } as const;

/**
 * Keeps the worker in the gateway's list: registers, renews at a third of the lease, registers again when the
 * gateway has forgotten it or its models have changed, and tries for ever while the gateway is away. Leaves
 * the list when closed.
 */
export class Registration {
  readonly #gateway: Channel;
  readonly #settings: RegistrationSettings;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  /** `perhaps` while the gateway's answer to a registration is on its way: the gateway may have entered the worker. */
  #listed: 'no' | 'perhaps' | 'yes' = 'no';

  constructor(gateway: Channel, settings: RegistrationSettings, log: Logger) {
    this.#gateway = gateway;
    this.#settings = settings;
    this.#log = log;
    this.#running = this.#run();
  }

  /** Passes while the worker is in the list; UNAVAILABLE otherwise. */
  check(): Promise<void> {
    if (this.#listed === 'yes') return Promise.resolve();
    return Promise.reject(new RookeryError('UNAVAILABLE', 'not registered at the gateway yet'));
  }

  /** Leaves the list at once, so that nobody is sent here any more. Never rejects. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    if (this.#listed === 'no') return;
    try {
      await this.#service().removeWorker({ workerId: this.#settings.worker.id }, { timeoutMs: FAREWELL_MS });
    } catch (caught) {
      const { code } = asRookeryError(caught);
      this.#log.info({ code }, 'could not leave the worker list; the lease will end by itself');
    }
    this.#listed = 'no';
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let failures = 0;
    let registeredModels = '';
    while (!signal.aborted) {
      try {
        const models = await this.#settings.models(signal);
        const offered = JSON.stringify(models);
        const known = this.#listed === 'yes' && offered === registeredModels;
        const leaseMs = known ? await this.#renew(signal) : await this.#register(models, signal);
        registeredModels = offered;
        failures = 0;
        await waitOrAbort(Math.min(RENEWAL.mostMs, Math.max(RENEWAL.leastMs, leaseMs / 3)), signal);
      } catch (caught) {
        if (signal.aborted) return;
        failures += 1;
        this.#noteFailure(caught, failures);
        await waitOrAbort(backoffMs(RETRY, failures, Math.random()), signal);
      }
    }
  }

  async #register(models: readonly Model[], signal: AbortSignal): Promise<number> {
    // The contract wants at least one: a worker whose server is still loading has nothing to offer yet.
    if (models.length === 0) throw new RookeryError('UNAVAILABLE', 'there is no model to offer yet');
    const worker = { ...this.#settings.worker, models: [...models], inFlight: this.#settings.inFlight() };
    if (this.#listed === 'no') this.#listed = 'perhaps';
    const { lease } = await this.#service().registerWorker({ worker }, { signal, timeoutMs: ANSWER_MS });
    this.#listed = 'yes';
    this.#log.info(
      { worker: worker.id, address: worker.address, models: models.length },
      'registered at the gateway',
    );
    return milliseconds(lease);
  }

  async #renew(signal: AbortSignal): Promise<number> {
    const request = { workerId: this.#settings.worker.id, inFlight: this.#settings.inFlight() };
    const { lease } = await this.#service().renewWorker(request, { signal, timeoutMs: ANSWER_MS });
    return milliseconds(lease);
  }

  #noteFailure(caught: unknown, failures: number): void {
    // A gateway that is away may come back with the lease still running; one that answers NOT_FOUND has lost
    // it.
    const lost = isRookeryError(caught) && caught.code === 'NOT_FOUND';
    const said = this.#listed === 'yes' || failures === 1;
    this.#listed = 'no';
    if (said) {
      const { code, message } = asRookeryError(caught);
      this.#log.warn(
        { code, reason: message },
        lost ? 'the lease is lost; registering again' : 'not registered at the gateway',
      );
    }
  }

  #service(): ReturnType<typeof client<typeof WorkerServiceDefinition>> {
    return client(WorkerServiceDefinition, this.#gateway);
  }
}

function milliseconds(lease: { seconds: number; nanos: number } | undefined): number {
  return lease === undefined ? 0 : lease.seconds * 1000 + lease.nanos / 1e6;
}
