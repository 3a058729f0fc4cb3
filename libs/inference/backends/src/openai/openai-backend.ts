import type { EmbedRequest, EmbedResponse, GenerateRequest, Model } from '@rookery/shared-contracts';
import { withRetries } from '@rookery/shared-concurrency';
import { OpenAI } from 'openai';
import type { Backend, BackendCall, Completion, CompletionEvent } from '../backend.ts';
import { completionOf } from './completion.ts';
import type { Dialect, RefusedRequest } from './dialect.ts';
import { Dialects } from './dialects.ts';
import { askEmbeddings, readEmbeddings } from './embedding.ts';
import { judgeFailure } from './failure.ts';
import { OfferedModels } from './offered-models.ts';
import type { OpenAiSettings } from './settings.ts';
import { FILTERED_STREAM, isPromptFiltered } from './prompt-filter.ts';
import { fetchOnLiveConnection } from './stale-connection.ts';
import { openStream, type OpenStream } from './streaming.ts';
import { askWhole } from './unary.ts';

/**
 * Models behind a server that speaks the OpenAI protocol: OpenAI, Azure, vLLM, SGLang, llama.cpp, Ollama...
 */
export class OpenAiBackend implements Backend {
  readonly name = 'openai';
  readonly #client: OpenAI;
  readonly #settings: OpenAiSettings;
  readonly #offered: OfferedModels;
  readonly #dialects = new Dialects();

  constructor(settings: OpenAiSettings) {
    this.#settings = settings;
    this.#client = new OpenAI({
      baseURL: settings.baseUrl ?? 'https://api.openai.com/v1',
      // The SDK insists on a key; without one the header is left out.
      apiKey: settings.apiKey ?? 'none',
      ...(settings.apiKey === undefined && { defaultHeaders: { Authorization: null } }),
      // Said here so that the SDK does not look into the environment by itself.
      organization: null,
      project: null,
      logLevel: 'off',
      maxRetries: 0,
      fetch: fetchOnLiveConnection,
      timeout: settings.attemptMs,
    });
    this.#offered = new OfferedModels(this.#client, settings);
  }

  models(signal: AbortSignal): Promise<readonly Model[]> {
    return this.#offered.list(signal);
  }

  generate(request: GenerateRequest, call: BackendCall): Promise<Completion> {
    const { attemptMs, prices } = this.#settings;
    return this.#ask(request, call, false, async (dialect, calls) => {
      const answer = await askWhole(this.#client, request, dialect, attemptMs, call.signal);
      return completionOf(request, answer, dialect, calls(), prices.get(request.model));
    });
  }

  async *stream(request: GenerateRequest, call: BackendCall): AsyncIterable<CompletionEvent> {
    const { quietMs, prices } = this.#settings;
    const { open, dialect, calls } = await this.#ask(request, call, true, async (dialect, calls) => ({
      open: await openStream(this.#client, request, dialect, quietMs, call.signal).catch(ifFiltered),
      dialect,
      calls,
    }));
    try {
      for await (const text of open.pieces()) yield { text };
    } catch (caught) {
      call.signal.throwIfAborted();
      // Too late to begin again: part of the answer has been passed on.
      throw judgeFailure(caught, request.model).error;
    } finally {
      open.stop();
    }
    yield { completed: completionOf(request, open.answer(), dialect, calls(), prices.get(request.model)) };
  }

  embed(request: EmbedRequest, call: BackendCall): Promise<EmbedResponse> {
    const { attemptMs, prices } = this.#settings;
    let calls = 0;
    return withRetries(
      this.#settings.retries,
      call,
      async () => {
        calls += 1;
        call.attempted();
        const answer = await askEmbeddings(this.#client, request, attemptMs, call.signal);
        return readEmbeddings(request, answer, calls, prices.get(request.model));
      },
      (caught) => judgeFailure(caught, request.model),
    );
  }

  // Nothing to close: the connections belong to the runtime's own pool, and each call ends with its signal.
  async close(): Promise<void> {}

  #ask<Result>(
    request: GenerateRequest,
    call: BackendCall,
    streamed: boolean,
    send: (dialect: Dialect, calls: () => number) => Promise<Result>,
  ): Promise<Result> {
    let calls = 0;
    const features: RefusedRequest = {
      hasSchema: request.responseSchema !== '',
      hasSeed: request.seed !== undefined,
      streamed,
    };
    const attempt = (): Promise<Result> =>
      this.#dialects.ask(request.model, features, (dialect) => {
        calls += 1;
        call.attempted();
        return send(dialect, () => calls);
      });
    const { retries } = this.#settings;
    const maxAttempts = Math.min(retries.maxAttempts, request.maxAttempts ?? Infinity);
    return withRetries({ ...retries, maxAttempts }, call, attempt, (caught) =>
      judgeFailure(caught, request.model),
    );
  }
}

function ifFiltered(caught: unknown): OpenStream {
  if (isPromptFiltered(caught)) return FILTERED_STREAM;
  throw caught;
}
