import type { OpenBatch } from '@rookery/inference-batches';
import type { Backend } from '@rookery/inference-backends';
import type { Pins } from '@rookery/inference-pin';
import { type Model, type RefusedModel, Worker } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { noWorkerError } from '@rookery/shared-routing';
import type { Logger } from '@rookery/shared-runtime';

interface Listing {
  readonly backend: Backend;
  models: readonly Model[];
  /** Those of the catalogue that are not what it says. */
  refused: readonly RefusedModel[];
  /** Why it could not be asked when it was asked last; undefined: it answered. */
  silence: string | undefined;
  /** How often its server may have become another one, when it last answered. */
  changes: number | undefined;
}

/** Which backend serves which model, as far as the backends could tell last. */
export class ServedModels {
  readonly #listings: readonly Listing[];
  readonly #pins: Pins;
  readonly #log: Logger;

  constructor(backends: readonly Backend[], pins: Pins, log: Logger) {
    this.#listings = backends.map((backend) => ({
      backend,
      models: [],
      refused: [],
      silence: undefined,
      changes: undefined,
    }));
    this.#pins = pins;
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

  /** The models that are not served, because they are not what the catalogue says. */
  refusals(): RefusedModel[] {
    return this.#listings.flatMap(({ refused }) => refused);
  }

  /** Of a model's placement; empty where nothing is known of it. */
  placementOf(model: string): string {
    return this.#find(model)?.models.find(({ id }) => id === model)?.placements[0]?.version ?? '';
  }

  /**
   * Passes while no model server is refused as a whole: UNAVAILABLE with the reasons where all that the catalogue has of a server's
   * models is not what it says, and nothing else is there.
   */
  check(): Promise<void> {
    const refused = this.#listings.find(
      (listing) => listing.refused.length > 0 && listing.models.length === 0,
    );
    if (refused === undefined) return Promise.resolve();
    const reasons = refused.refused.map(({ reason }) => reason).join(' ');
    return Promise.reject(new RookeryError('UNAVAILABLE', reasons, { reason: 'NO_WORKER' }));
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
    if (found !== undefined && !this.#isStale(found)) return found.backend;
    await this.refresh(signal);
    const foundNow = this.#find(model);
    if (foundNow !== undefined && this.#pins.isStale(foundNow.backend)) throw away(foundNow);
    if (foundNow !== undefined) return foundNow.backend;
    const silentServers = this.silences().map((reason) => ({ worker: '', reason }));
    const refusedModels = this.refusals();
    throw noWorkerError([Worker.fromPartial({ models: this.models(), silentServers, refusedModels })], model);
  }

  /** That the backend which was found for a model still has it. Rejects as `backendOf` does, and UNAVAILABLE where another has it. */
  async makeSure(backend: Backend, model: string, signal: AbortSignal): Promise<void> {
    if ((await this.backendOf(model, signal)) === backend) return;
    throw new RookeryError('UNAVAILABLE', `${model} is served by another backend of this worker by now`, {
      reason: 'NO_WORKER',
    });
  }

  /** Batches of all model servers that are not done. */
  async batches(): Promise<readonly OpenBatch[]> {
    const open = this.#listings.map(async ({ backend }) => (await backend.batches?.()) ?? []);
    return (await Promise.all(open)).flat();
  }

  /** Another server may answer there by now. */
  #isStale({ backend, changes }: Listing): boolean {
    return this.#pins.isStale(backend) || changesOf(backend) !== changes;
  }

  #find(model: string): Listing | undefined {
    return this.#listings.find(({ models }) => models.some(({ id }) => id === model));
  }

  async #ask(listing: Listing, signal: AbortSignal): Promise<void> {
    const { backend } = listing;
    const changes = changesOf(backend);
    try {
      const { offered, refused } = await this.#pins.judge(backend, await backend.models(signal), signal);
      listing.models = offered;
      listing.refused = refused;
      listing.changes = changes;
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

function changesOf({ server }: Backend): number | undefined {
  return server && server.breaks + server.lapses;
}

/** A server that may be another one by now is not asked until it has said what it is. */
function away({ silence }: Listing): RookeryError {
  const why = silence === undefined ? '' : `: ${silence}`;
  return new RookeryError(
    'UNAVAILABLE',
    `the connection to the model server broke off, and what answers there now could not be examined${why}`,
    { reason: 'MODEL_SERVER_UNREACHABLE' },
  );
}
