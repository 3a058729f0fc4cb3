import { Capability, type Model } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { PriceList } from '../prices.ts';
import { judgeFailure } from './failure.ts';
import { BrokenAnswer } from './faults.ts';
import { readModelPage } from './model-list.ts';
import { Refusal } from './refusal.ts';
import type { ServerConnection } from './server-connection.ts';
import type { OpenAiSettings } from './settings.ts';
import { askForJson } from './whole-answer.ts';

/** How long a list from the server is taken to hold, in milliseconds. */
const LIST_AGE_MS = 60_000;
/** Longest wait for the list, in milliseconds. */
const LIST_WAIT_MS = 10_000;
/** A list has no more pages than this; what comes behind them is not offered. */
const MOST_PAGES = 50;

/** Begins the ids of simulated models: no real model may be offered under such a name. */
const SIMULATED_PREFIX = 'sim/';

// The protocol does not say what a model can do; the names of embedding models do, nearly always.
const EMBEDDER_NAME = /embed|minilm|\bbge\b|\be5\b|\bgte\b/i;

/** The models of one server: as configured, or as the server lists them, asked again once a minute. */
export class OfferedModels {
  readonly #connection: ServerConnection;
  readonly #settings: OpenAiSettings;
  #listed: { readonly models: readonly Model[]; readonly at: number } | undefined;

  constructor(connection: ServerConnection, settings: OpenAiSettings) {
    this.#connection = connection;
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
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LIST_WAIT_MS)]);
    const ids: string[] = [];
    try {
      let after: string | undefined;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = after === undefined ? {} : { after };
        const body = await askForJson(
          this.#connection,
          { call: 'models', query, signal: limited },
          LIST_WAIT_MS,
        );
        const read = readModelPage(body);
        if (read === undefined)
          throw new BrokenAnswer(
            'the model server sent something else than a list of models; check OPENAI_BASE_URL of the inference worker',
          );
        ids.push(...read.ids);
        // A server that knows no pages sends the same one again.
        if (read.after === undefined || read.after === after) break;
        ({ after } = read);
      }
    } catch (caught) {
      signal.throwIfAborted();
      throw listFailure(caught);
    }
    return [...new Set(ids)];
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

function listFailure(caught: unknown): Error {
  if (caught instanceof Refusal && (caught.status === 404 || caught.status === 405 || caught.status < 400)) {
    return new RookeryError(
      'UNAVAILABLE',
      `the model server has no list of models at its address (it answered ${caught.status}); check OPENAI_BASE_URL of the inference worker, which usually ends in /v1, or name the models in ROOKERY_OPENAI_MODELS`,
      { cause: caught, reason: 'MODEL_SERVER_FAILED' },
    );
  }
  return judgeFailure(caught, { model: 'its list of models', promptTokens: 0, limit: 0 }).error;
}
