import { Capability, type Model } from '@rookery/shared-contracts';
import { SharedWork, timeLimit } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { BATCH_PRICE, type PriceList } from '../prices.ts';
import { judgeFailure } from './failure.ts';
import { BrokenAnswer } from './faults.ts';
import type { ListedModel } from '../model-server.ts';
import { UNSAID } from './listed-model.ts';
import { type ModelPage, readModelPage } from './model-list.ts';
import { Refusal } from './refusal.ts';
import type { ServerConnection } from './server-connection.ts';
import type { OpenAiSettings } from './settings.ts';
import { softwareOf } from './software.ts';
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

/** What a server said of its models. */
interface Listed {
  readonly models: readonly ListedModel[];
  readonly at: number;
  /** Of the connection, when it was asked. */
  readonly breaks: number;
  readonly lapses: number;
  /** It is a server for one's own models, which may be started anew with another one. */
  readonly isOwn: boolean;
}

/**
 * The models of one server: as configured, or as the server lists them, asked again once a minute, and whenever what answers there may
 * be another one by now: llama.cpp answers whatever name it is asked by.
 */
export class OfferedModels {
  readonly #connection: ServerConnection;
  readonly #settings: OpenAiSettings;
  #isVllm = false;
  #listed: Listed | undefined;
  #asking: SharedWork<unknown> | undefined;

  constructor(connection: ServerConnection, settings: OpenAiSettings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** The server's list said so when it was last asked; never known where the models are configured. */
  get isVllm(): boolean {
    return this.#isVllm;
  }

  async list(signal: AbortSignal): Promise<readonly Model[]> {
    if (this.#settings.models.length > 0) return this.#describe(this.#settings.models);
    if (this.#isOld()) await this.#askTogether(signal);
    return this.#describe(this.listed().map(({ id }) => id));
  }

  /** What the server said last of its models; where they are configured and it was not asked, their names. */
  listed(): readonly ListedModel[] {
    const named = this.#settings.models.map(
      (id) => this.#listed?.models.find((model) => model.id === id) ?? { id, ...UNSAID },
    );
    return named.length > 0 ? named : (this.#listed?.models ?? []);
  }

  /** What the server lists now, whatever is configured, and what the first of them says that it is served by. */
  async askAgain(signal: AbortSignal): Promise<Pick<ModelPage, 'models' | 'ownedBy'>> {
    const { breaks, lapses } = this.#connection;
    const asked = await this.#ask(signal);
    const isOwn = softwareOf(asked.ownedBy) !== undefined;
    this.#listed = { models: asked.models, at: performance.now(), breaks, lapses, isOwn };
    return asked;
  }

  #isOld(): boolean {
    if (this.#listed === undefined) return true;
    const { at, breaks, lapses, isOwn } = this.#listed;
    if (breaks !== this.#connection.breaks || (isOwn && lapses !== this.#connection.lapses)) return true;
    return performance.now() - at > LIST_AGE_MS;
  }

  /** After a break all calls want to know at once. */
  async #askTogether(signal: AbortSignal): Promise<void> {
    if (this.#asking === undefined || this.#asking.abandoned) {
      this.#asking = new SharedWork((limits) => this.askAgain(limits.signal));
    }
    const asking = this.#asking;
    try {
      await asking.join(signal);
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }

  async #ask(signal: AbortSignal): Promise<Pick<ModelPage, 'models' | 'ownedBy'>> {
    using limited = timeLimit(LIST_WAIT_MS, signal);
    const models = new Map<string, ListedModel>();
    let ownedBy: string | undefined;
    try {
      let after: string | undefined;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = after === undefined ? {} : { after };
        const body = await askForJson(
          this.#connection,
          { call: 'models', query, signal: limited.signal },
          LIST_WAIT_MS,
        );
        const read = readModelPage(body);
        if (read === undefined)
          throw new BrokenAnswer(
            'the model server sent something else than a list of models; check OPENAI_BASE_URL of the inference worker',
          );
        for (const model of read.models) if (!models.has(model.id)) models.set(model.id, model);
        ownedBy ??= read.ownedBy;
        // A server that knows no pages sends the same one again.
        if (read.after === undefined || read.after === after) break;
        ({ after } = read);
      }
    } catch (caught) {
      signal.throwIfAborted();
      throw listFailure(caught);
    }
    this.#isVllm = ownedBy === 'vllm';
    return { models: [...models.values()], ownedBy };
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
    batchInputUsdPerMillionTokens: price && price.input * BATCH_PRICE,
    batchOutputUsdPerMillionTokens: price && price.output * BATCH_PRICE,
    world: '',
    placements: [],
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
