import { type Worker, WorkerServiceDefinition } from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, RookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';
import { client } from '@rookery/shared-transport';
import { type Logger } from '@rookery/shared-runtime';
import type { Channel } from 'nice-grpc';

/** What a worker has to offer, and which of its model servers cannot be asked. */
export type Offer = Pick<Worker, 'models' | 'silentServers' | 'refusedModels'>;

/** What changes all the time. */
export type Load = Pick<Worker, 'inFlight' | 'callsPerSecond'>;

export interface RegistrationSettings {
  /** The worker but for what changes. */
  readonly worker: Omit<Worker, keyof Offer | keyof Load>;
  /** As it is now; may take a while. */
  offer(signal: AbortSignal): Promise<Offer>;
  load(): Load;
}

const RETRY = { firstMs: 200, mostMs: 5000 } as const;
/** Longest wait for one answer of the gateway, in milliseconds. */
const ANSWER_MS = 5000;
/** Longest wait for the farewell. */
const FAREWELL_MS = 2000;
/** Renewals come at a third of the lease, within these bounds; without a model after a second. */
const RENEWAL = { leastMs: 100, mostMs: 30_000, withoutModelMs: 1000 } as const;

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
  #offer: Offer = { models: [], silentServers: [], refusedModels: [] };

  constructor(gateway: Channel, settings: RegistrationSettings, log: Logger) {
    this.#gateway = gateway;
    this.#settings = settings;
    this.#log = log;
    this.#running = this.#run();
  }

  /** Passes while the worker is in the list with a model; UNAVAILABLE otherwise. */
  check(): Promise<void> {
    const { models, silentServers, refusedModels } = this.#offer;
    if (this.#listed === 'yes' && models.length > 0) return Promise.resolve();
    const reasons = [...silentServers, ...refusedModels].map(({ reason }) => `: ${reason}`).join('');
    const missing =
      this.#listed === 'yes' ? `there is no model to offer${reasons}` : 'not registered at the gateway yet';
    return Promise.reject(new RookeryError('UNAVAILABLE', missing));
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
    let registered = '';
    while (!signal.aborted) {
      try {
        this.#offer = await this.#settings.offer(signal);
        const offered = JSON.stringify(this.#offer);
        const known = this.#listed === 'yes' && offered === registered;
        const leaseMs = known ? await this.#renew(signal) : await this.#register(this.#offer, signal);
        registered = offered;
        failures = 0;
        const renewalMs = Math.min(RENEWAL.mostMs, Math.max(RENEWAL.leastMs, leaseMs / 3));
        // As long as there is nothing to offer, somebody may wait for it.
        await waitOrAbort(
          this.#offer.models.length > 0 ? renewalMs : Math.min(renewalMs, RENEWAL.withoutModelMs),
          signal,
        );
      } catch (caught) {
        if (signal.aborted) return;
        failures += 1;
        this.#noteFailure(caught, failures);
        await waitOrAbort(backoffMs(RETRY, failures, Math.random()), signal);
      }
    }
  }

  // Also without a model, as while a server loads: whoever asks for the models is then told why there are none.
  async #register(offer: Offer, signal: AbortSignal): Promise<number> {
    const worker = { ...this.#settings.worker, ...offer, ...this.#settings.load() };
    if (this.#listed === 'no') this.#listed = 'perhaps';
    const { lease } = await this.#service().registerWorker({ worker }, { signal, timeoutMs: ANSWER_MS });
    this.#listed = 'yes';
    this.#log.info(
      {
        worker: worker.id,
        address: worker.address,
        models: offer.models.length,
        silent_servers: offer.silentServers.length,
        refused_models: offer.refusedModels.length,
      },
      'registered at the gateway',
    );
    return milliseconds(lease);
  }

  async #renew(signal: AbortSignal): Promise<number> {
    const request = { workerId: this.#settings.worker.id, ...this.#settings.load() };
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
