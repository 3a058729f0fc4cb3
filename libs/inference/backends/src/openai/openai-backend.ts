import {
  AnswerState,
  type EmbedRequest,
  type EmbedResponse,
  type GenerateRequest,
  type Model,
  Structure,
} from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, RookeryError, withUsage } from '@rookery/shared-errors';
import { type Judged, withRetries } from '@rookery/shared-concurrency';
import type { Batches, OpenBatch } from '@rookery/inference-batches';
import type { Backend, BackendCall, Completion, CompletionEvent } from '../backend.ts';
import type { ModelServer } from '../model-server.ts';
import { estimateTokens, tokensOf } from '../estimate-tokens.ts';
import type { ReadAnswer } from './answer-reader.ts';
import { OpenAiBatchServer } from './batch-server.ts';
import { askBatched } from './batched-answer.ts';
import { type ChatRequest, chatRequest } from './chat-request.ts';
import { Dialects } from './dialects.ts';
import { askEmbeddings, readEmbeddings } from './embedding.ts';
import { Hinting, NO_HINTS } from './engine-hints.ts';
import { type AskedFor, judgeFailure, kindOfRefusal } from './failure.ts';
import { OfferedModels } from './offered-models.ts';
import { OpenAiServer } from './openai-server.ts';
import { Refusal } from './refusal.ts';
import { type SentRequest, ServerConnection } from './server-connection.ts';
import { interactivePolicy, type OpenAiSettings } from './settings.ts';
import { Spent } from './spent.ts';
import { askStreamed } from './streamed-answer.ts';
import { askWhole } from './whole-answer.ts';
import { BATCH_PRICE } from '../prices.ts';

/** An answer that the server broke off before anything of it was passed on: asking again may help. */
class TornAnswer extends Error {
  readonly completion: Completion;

  constructor(completion: Completion) {
    super('the model server broke off its answer');
    this.name = 'TornAnswer';
    this.completion = completion;
  }
}

/** A completion; or a stream of which text has come that can be passed on: from here on nothing is repeated. */
type Answered =
  | { readonly completion: Completion }
  | {
      readonly completion?: undefined;
      readonly text: string;
      readonly rest: AsyncIterator<string, ReadAnswer>;
      readonly chat: ChatRequest;
    };

/**
 * Models behind a server that speaks the OpenAI protocol: OpenAI, Azure, vLLM, SGLang, llama.cpp, Ollama...
 *
 * A call makes at most `maxAttempts` attempts, three when somebody waits for it, all begun within `beginWithinMs` of the first, and over
 * all of them at most six further requests after refusals of their form (see Negotiation). Streams are held back until it
 * is known how the model thinks (see ThoughtFilter): its first three free answers tell.
 */
export class OpenAiBackend implements Backend {
  readonly name = 'openai';
  readonly isFree = false;
  readonly #connection: ServerConnection;
  readonly #settings: OpenAiSettings;
  readonly #offered: OfferedModels;
  readonly server: ModelServer;
  readonly #dialects: Dialects;
  readonly #hinting: Hinting;
  readonly #batches: Batches | undefined;

  constructor(settings: OpenAiSettings) {
    this.#settings = settings;
    this.#connection = new ServerConnection(settings);
    this.#dialects = new Dialects(settings.mostOutput);
    this.#hinting = new Hinting(settings.hints ?? NO_HINTS, settings.apiKey);
    this.#offered = new OfferedModels(this.#connection, settings);
    this.server = new OpenAiServer(this.#connection, this.#offered);
    this.#batches = settings.batches?.(new OpenAiBatchServer(this.#connection, settings));
  }

  models(signal: AbortSignal): Promise<readonly Model[]> {
    return this.#offered.list(signal);
  }

  async generate(request: GenerateRequest, call: BackendCall): Promise<Completion> {
    const { batch } = call;
    const spent = this.#spentOn(request.model, batch === undefined ? 1 : BATCH_PRICE);
    const { completion } = await this.#ask(request, call, spent, false, async (chat) => {
      const habit = this.#dialects.habitOf(request.model);
      if (batch !== undefined) {
        const { model } = request;
        const batched = { key: batch.key, model, body: chat.body, habit, signal: call.signal };
        const answer = await askBatched(this.#batchesHere(), batched);
        return { completion: whole(this.#completion(request, chat, answer, spent)) };
      }
      const { attemptMs } = this.#settings;
      const sent = this.#hinted(chat.body, call);
      const answer = await askWhole(this.#connection, sent, habit, attemptMs, call.signal);
      return { completion: whole(this.#completion(request, chat, answer, spent)) };
    });
    return { ...completion, usage: spent.usage };
  }

  async *stream(request: GenerateRequest, call: BackendCall): AsyncIterable<CompletionEvent> {
    const spent = this.#spentOn(request.model);
    const answered = await this.#ask(request, call, spent, true, (chat) =>
      this.#open(request, call, chat, spent),
    );
    if (answered.completion !== undefined) {
      yield { completed: { ...answered.completion, usage: spent.usage } };
      return;
    }
    const { rest, chat } = answered;
    let step: IteratorResult<string, ReadAnswer> = { done: false, value: answered.text };
    let passed = 0;
    try {
      for (; step.done !== true; step = await rest.next()) {
        passed += step.value.length;
        yield { text: step.value };
      }
    } catch (caught) {
      // Too late to begin again: part of the answer has been passed on.
      spent.tokens(askedFor(request, chat).promptTokens, tokensOf(passed));
      const { aborted } = call.signal;
      const error = aborted ? asRookeryError(caught) : judgeFailure(caught, askedFor(request, chat)).error;
      throw withSpent(error, spent);
    } finally {
      await rest.return?.();
    }
    yield { completed: { ...this.#completion(request, chat, step.value, spent), usage: spent.usage } };
  }

  async embed(request: EmbedRequest, call: BackendCall): Promise<EmbedResponse> {
    const spent = this.#spentOn(request.model);
    const asked = { model: request.model, promptTokens: estimateTokens(...request.texts), limit: 0 };
    const { embeddings, inputTokens } = await this.#repeated(
      call,
      spent,
      async () => {
        await call.sure();
        spent.request();
        call.attempted();
        const { attemptMs } = this.#settings;
        const sent = this.#hinted({}, call);
        return readEmbeddings(
          request,
          await askEmbeddings(this.#connection, request, sent, attemptMs, call.signal),
        );
      },
      (caught) => judgeFailure(caught, asked),
    );
    spent.tokens(inputTokens ?? asked.promptTokens, 0);
    return { embeddings, usage: spent.usage };
  }

  batches(): Promise<readonly OpenBatch[]> {
    return this.#batches?.open() ?? Promise.resolve([]);
  }

  async close(): Promise<void> {
    await this.#batches?.close();
    this.#connection.close();
  }

  /** Not of batches: their lines are asked when the server pleases. */
  #hinted(body: ChatRequest['body'], call: BackendCall): SentRequest {
    const hints = this.#hinting.of(call, this.#offered.isVllm);
    return { body: { ...body, ...hints.body }, headers: hints.headers, sure: call.sure };
  }

  #batchesHere(): Batches {
    if (this.#batches !== undefined) return this.#batches;
    throw new RookeryError('FAILED_PRECONDITION', 'batch: this worker has nowhere to keep batches');
  }

  /** Asks in the dialect of the model, and again as long as that may help. */
  async #ask<Result extends Answered>(
    request: GenerateRequest,
    call: BackendCall,
    spent: Spent,
    streamed: boolean,
    send: (chat: ChatRequest) => Promise<Result>,
  ): Promise<Result | { readonly completion: Completion }> {
    const sampling = this.#settings.sampling?.(request.model);
    const negotiation = this.#dialects.negotiate(
      request.model,
      (dialect) => chatRequest(request, dialect, streamed, sampling).facts,
    );
    let chat: ChatRequest | undefined;
    const attempt = async (): Promise<Result | { readonly completion: Completion }> => {
      try {
        return await negotiation.ask(async (dialect) => {
          chat = chatRequest(request, dialect, streamed, sampling);
          await call.sure();
          spent.request();
          call.attempted();
          return send(chat);
        });
      } catch (caught) {
        if (chat === undefined || !isFilter(caught, askedFor(request, chat))) throw caught;
        // The filter spoke, nothing failed.
        return { completion: this.#completion(request, chat, filteredBy(caught), spent) };
      }
    };
    try {
      return await this.#repeated(call, spent, attempt, (caught) =>
        caught instanceof TornAnswer
          ? { error: caught, retry: true }
          : judgeFailure(caught, askedFor(request, chat)),
      );
    } catch (caught) {
      if (caught instanceof TornAnswer) return { completion: caught.completion };
      throw caught;
    }
  }

  async #open(
    request: GenerateRequest,
    call: BackendCall,
    chat: ChatRequest,
    spent: Spent,
  ): Promise<Answered> {
    const habit = this.#dialects.habitOf(request.model);
    const sent = this.#hinted(chat.body, call);
    const texts = askStreamed(this.#connection, sent, habit, this.#settings.quietMs, call.signal);
    const first = await texts.next();
    if (first.done !== true) return { text: first.value, rest: texts, chat };
    return { completion: whole(this.#completion(request, chat, first.value, spent)) };
  }

  /** Errors that are worth it are met by another attempt, within the bounds; those that are thrown carry what was spent. */
  async #repeated<Result>(
    call: BackendCall,
    spent: Spent,
    attempt: () => Promise<Result>,
    judge: (caught: unknown) => Judged,
  ): Promise<Result> {
    const { retries } = this.#settings;
    const policy = call.interactive === true ? interactivePolicy(retries) : retries;
    const begun = performance.now();
    try {
      return await withRetries(policy, call, attempt, (caught) => {
        const judged = judge(caught);
        // A batch takes its hours, and is asked for again all the same.
        const inTime = call.batch !== undefined || performance.now() - begun < policy.beginWithinMs;
        return { ...judged, retry: judged.retry && inTime };
      });
    } catch (caught) {
      if (!call.signal.aborted) throw withSpent(caught, spent);
      spent.leftOff();
      throw withSpent(asRookeryError(caught), spent);
    }
  }

  /** The answer in the contract's words, and what it teaches of the model; `usage` is for whoever has all of it. */
  #completion(request: GenerateRequest, chat: ChatRequest, answer: ReadAnswer, spent: Spent): Completion {
    const { text, state, serverReason, thought } = answer;
    spent.tokens(
      answer.inputTokens ?? askedFor(request, chat).promptTokens,
      answer.outputTokens ?? tokensOf(answer.written),
    );
    const bySchema = chat.sent.structure === Structure.SCHEMA;
    // A schema that is enforced leaves no room for a thought, so such an answer tells nothing; nor does half an answer.
    if (answer.thoughtSilently || thought || (state === AnswerState.WHOLE && !bySchema)) {
      this.#dialects.learnHabit(request.model, answer.thoughtSilently);
    }
    return {
      text,
      state,
      usage: undefined,
      // Some servers accept response_format and ignore it; then nothing was enforced.
      structured: bySchema && isJson(text),
      simulated: false,
      serverReason,
      thought,
      sent: chat.sent,
    };
  }

  /** @param share of the usual price */
  #spentOn(model: string, share = 1): Spent {
    const price = this.#settings.prices.get(model);
    return new Spent(price && { input: price.input * share, output: price.output * share });
  }
}

/** @throws TornAnswer */
function whole(completion: Completion): Completion {
  if (completion.state === AnswerState.TORN) throw new TornAnswer(completion);
  return completion;
}

function askedFor(request: GenerateRequest, chat: ChatRequest | undefined): AskedFor {
  return {
    model: request.model,
    promptTokens: estimateTokens(...request.messages.map(({ content }) => content)),
    limit: chat?.facts.limit ?? 0,
  };
}

function isFilter(caught: unknown, asked: AskedFor): caught is Refusal {
  return caught instanceof Refusal && kindOfRefusal(caught, asked) === 'filtered';
}

/** What a model whose prompt was stopped has said. */
function filteredBy({ word }: Refusal): ReadAnswer {
  return {
    text: '',
    state: AnswerState.FILTERED,
    serverReason: word,
    thought: false,
    thoughtSilently: false,
    inputTokens: 0,
    outputTokens: 0,
    written: 0,
  };
}

function withSpent(caught: unknown, spent: Spent): unknown {
  return isRookeryError(caught) ? withUsage(caught, spent.usage) : caught;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
