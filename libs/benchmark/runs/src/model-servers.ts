import { failureKind, MOST_BUSY_MS, OutageGate } from '@rookery/benchmark-patience';
import { asRookeryError } from '@rookery/shared-errors';

export interface ModelServersParts {
  /** Asks a model something short; rejects with what its server made of it. */
  readonly ask: (model: string, signal: AbortSignal) => Promise<void>;
  /** Told why calls of a model wait, and undefined when they go on. */
  readonly changed: (model: string, waitingFor: string | undefined) => void;
  /** Whether the models have answered before, in another process or another day. */
  readonly haveAnswered: boolean;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** Between two questions whether a model's server is back. */
const PAUSE = { firstMs: 1000, mostMs: 30_000 };
/** A loaded server is slow, and not away. */
const ASK_LIMIT_MS = 60_000;

/**
 * Tells a server that is away from a request that is too much for it: while calls of a model fail, one short question at a
 * time asks whether its server answers anything. A server that has never answered is not waited for: that is how a run is set up
 * wrongly.
 */
export class ModelServers {
  readonly #parts: ModelServersParts;
  readonly #answered = new Set<string>();
  readonly #gates = new Map<string, OutageGate>();

  constructor(parts: ModelServersParts) {
    this.#parts = parts;
  }

  /** The model gave something. */
  answered(model: string): void {
    this.#answered.add(model);
  }

  /** Opens when the model's server answers, or has not done so for a quarter of an hour. */
  gate(model: string): OutageGate {
    const gate = this.#gates.get(model) ?? this.#newGate(model);
    this.#gates.set(model, gate);
    return gate;
  }

  #newGate(model: string): OutageGate {
    const { changed, signal } = this.#parts;
    return new OutageGate({
      probe: (limit) => this.#probe(model, limit),
      changed: (waitingFor) =>
        changed(
          model,
          waitingFor === undefined ? undefined : `the server of ${model} is away: ${waitingFor}`,
        ),
      signal,
      pause: PAUSE,
      probeLimitMs: ASK_LIMIT_MS,
      mostMs: MOST_BUSY_MS,
    });
  }

  async #probe(model: string, signal: AbortSignal): Promise<void> {
    if (!this.#parts.haveAnswered && !this.#answered.has(model)) return;
    try {
      await this.#parts.ask(model, signal);
    } catch (caught) {
      const kind = failureKind(asRookeryError(caught));
      // Whoever refuses, filters or cuts is there.
      if (kind === 'server' || kind === 'busy' || signal.aborted) throw caught;
    }
  }
}
