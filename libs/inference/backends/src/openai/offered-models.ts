import { Capability, type Model } from '@rookery/shared-contracts';
import type OpenAI from 'openai';
import type { PriceList } from '../prices.ts';
import { judgeFailure } from './failure.ts';
import type { OpenAiSettings } from './settings.ts';

/** How long a list from the server is taken to hold, in milliseconds. */
const LIST_AGE_MS = 60_000;
/** Longest wait for the list, in milliseconds. */
const LIST_WAIT_MS = 10_000;

/** Begins the ids of simulated models: no real model may be offered under such a name. */
const SIMULATED_PREFIX = 'sim/';

// The protocol does not say what a model can do; the names of embedding models do, nearly always.
const EMBEDDER_NAME = /embed|minilm|\bbge\b|\be5\b|\bgte\b/i;

/** The models of one server: as configured, or as the server lists them, asked again once a minute. */
export class OfferedModels {
  readonly #client: OpenAI;
  readonly #settings: OpenAiSettings;
  #listed: { readonly models: readonly Model[]; readonly at: number } | undefined;

  constructor(client: OpenAI, settings: OpenAiSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  async list(signal: AbortSignal): Promise<readonly Model[]> {
    if (this.#settings.models.length > 0) return this.#describe(this.#settings.models);
    if (this.#listed === undefined || performance.now() - this.#listed.at > LIST_AGE_MS) {
      this.#listed = { models: this.#describe(await this.#ask(signal)), at: performance.now() };
    }
    return this.#listed.models;
  }

  async #ask(signal: AbortSignal): Promise<string[]> {
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIST_WAIT_MS)]);
      const page = await this.#client.models.list({ signal: limited });
      return page.data.map(({ id }) => id);
    } catch (caught) {
      signal.throwIfAborted();
      throw judgeFailure(caught, 'its list of models').error;
    }
  }

  #describe(ids: readonly string[]): readonly Model[] {
    return ids
      .filter((id) => id !== '' && !id.startsWith(SIMULATED_PREFIX))
      .map((id) => describeModel(id, this.#settings.prices));
  }
}

function describeModel(id: string, prices: PriceList): Model {
  const price = prices.get(id);
  return {
    id,
    simulated: false,
    capabilities: [EMBEDDER_NAME.test(id) ? Capability.EMBED : Capability.GENERATE],
    inputUsdPerMillionTokens: price?.input,
    outputUsdPerMillionTokens: price?.output,
  };
}
