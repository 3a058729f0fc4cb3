import type { ModelServer, ServerFacts, TemplateFacts } from '@rookery/inference-backends';
import { SharedWork } from '@rookery/shared-concurrency';
import { findGpus, type GpuSources } from './gpus/find-gpus.ts';
import type { FoundGpus } from './gpus/gpu.ts';

/** What a server is and what it runs on, as it was found out at one time. */
export interface Examined {
  readonly facts: ServerFacts;
  readonly gpus: FoundGpus;
  /** By model. */
  readonly templates: ReadonlyMap<string, TemplateFacts>;
}

/** Connections that break off while a server is asked make the answers doubtful; so often it is asked again at once. */
const MOST_TRIES = 3;

/** Finds out what one server is: at first, and again when it says other things, or may have been started anew. */
export class Examination {
  readonly #server: ModelServer;
  readonly #sources: GpuSources;
  #examined: Examined | undefined;
  /** Of the server, when it was asked last. */
  #breaks = -1;
  #work: SharedWork<Examined> | undefined;

  constructor(server: ModelServer, sources: GpuSources) {
    this.#server = server;
    this.#sources = sources;
  }

  /** A connection has broken off since: whatever answers there now may be another server. */
  get isStale(): boolean {
    return this.#breaks !== this.#server.breaks;
  }

  /**
   * Asks the server what it is, and finds out the rest where that may have changed.
   * @param models whose templates are tried
   * @throws RookeryError UNAVAILABLE while the server cannot be asked
   */
  async examine(models: readonly string[], signal: AbortSignal): Promise<Examined> {
    if (this.#work === undefined || this.#work.abandoned) {
      this.#work = new SharedWork((limits) => this.#examine(models, limits.signal));
    }
    const work = this.#work;
    try {
      return await work.join(signal);
    } finally {
      if (this.#work === work) this.#work = undefined;
    }
  }

  async #examine(models: readonly string[], signal: AbortSignal): Promise<Examined> {
    const { facts, breaks } = await this.#facts(signal);
    const known = this.#examined;
    const isSame = known !== undefined && JSON.stringify(known.facts) === JSON.stringify(facts);
    // Who says since when it runs has not been started anew when it says the same; who does not, may have been.
    const mayBeAnew = breaks !== this.#breaks && facts.startedAt === undefined;
    const examined =
      isSame && !mayBeAnew && models.every((model) => known.templates.has(model))
        ? known
        : {
            facts,
            gpus: await findGpus(this.#sources, this.#server.isLocal, signal),
            templates: await this.#templates(models, facts, signal),
          };
    this.#examined = examined;
    this.#breaks = breaks;
    return examined;
  }

  async #facts(signal: AbortSignal): Promise<{ facts: ServerFacts; breaks: number }> {
    for (let tries = 1; ; tries += 1) {
      const { breaks } = this.#server;
      const facts = await this.#server.facts(signal);
      if (breaks === this.#server.breaks || tries === MOST_TRIES) return { facts, breaks };
    }
  }

  async #templates(
    models: readonly string[],
    { models: listed }: ServerFacts,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, TemplateFacts>> {
    const templates = new Map<string, TemplateFacts>();
    for (const model of models) {
      // What is not there any more would be asked for nothing.
      if (listed.some(({ id }) => id === model))
        templates.set(model, await this.#server.tryTemplate(model, signal));
      else templates.set(model, UNTRIED);
    }
    return templates;
  }
}

/** Of a model that nobody could ask. */
export const UNTRIED: TemplateFacts = { systemRole: undefined, thoughts: undefined, structured: undefined };
