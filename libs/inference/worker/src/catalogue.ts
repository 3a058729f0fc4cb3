import type { Backend } from '@rookery/inference-backends';
import { type Model, Worker } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { noWorkerError } from '@rookery/shared-routing';
import type { Logger } from '@rookery/shared-runtime';

interface Listing {
  readonly backend: Backend;
  models: readonly Model[];
  /** Why it could not be asked when it was asked last; undefined: it answered. */
  silence: string | undefined;
}

/** Which backend serves which model, as far as the backends could tell last. */
export class Catalogue {
  readonly #listings: readonly Listing[];
  readonly #log: Logger;

  constructor(backends: readonly Backend[], log: Logger) {
    this.#listings = backends.map((backend) => ({ backend, models: [], silence: undefined }));
    this.#log = log;
  }

  /** Asks every backend again; one that cannot tell keeps its last list. */
  async refresh(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#listings.map((listing) => this.#ask(listing, signal)));
  }

  /** Every model once, ordered by id. When two backends offer the same one, the first has it. */
  models(): Model[] {
    const byId = new Map(
      this.#listings.toReversed().flatMap(({ models }) => models.map((model) => [model.id, model])),
    );
    return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The backends that could not be asked last, each with the reason in a sentence. */
  silences(): string[] {
    return this.#listings.flatMap(({ silence }) => (silence === undefined ? [] : [silence]));
  }

  /**
   * The backend of a model. NOT_FOUND naming the models there are; asks the backends once more before saying
   * so.
   */
  async backendOf(model: string, signal: AbortSignal): Promise<Backend> {
    const found = this.#find(model);
    if (found !== undefined) return found;
    await this.refresh(signal);
    const foundNow = this.#find(model);
    if (foundNow !== undefined) return foundNow;
    const silentServers = this.silences().map((reason) => ({ worker: '', reason }));
    throw noWorkerError([Worker.fromPartial({ models: this.models(), silentServers })], model);
  }

  #find(model: string): Backend | undefined {
    return this.#listings.find(({ models }) => models.some(({ id }) => id === model))?.backend;
  }

  async #ask(listing: Listing, signal: AbortSignal): Promise<void> {
    const { backend } = listing;
    try {
      listing.models = await backend.models(signal);
      if (listing.silence !== undefined)
        this.#log.info({ backend: backend.name }, 'the models can be listed again');
      listing.silence = undefined;
    } catch (caught) {
      if (signal.aborted) return;
      const { message } = asRookeryError(caught);
      // Said once per outage: this is asked at every renewal of the lease.
      if (listing.silence === undefined) {
        this.#log.warn({ backend: backend.name, reason: message }, 'the models cannot be listed');
      }
      listing.silence = message;
    }
  }
}
