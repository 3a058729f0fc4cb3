import {
  addUsage,
  type EmbedResponse,
  type GenerateResponse,
  type GenerateStreamResponse,
  type InferenceServiceClient,
  type Model,
  type Usage,
} from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, RookeryError, withUsage } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import type { Channel } from 'nice-grpc';
import { offeredModels } from './offered-models.ts';
import { WorkerChannels } from './worker-channels.ts';
import { type Lent, type RoutedCall, WorkerChoice, worthAnotherWorker } from './worker-choice.ts';
import { WorkerList } from './worker-list.ts';

/** A completion to ask for; fields as in GenerateRequest, unset ones take the contract's defaults. */
export type GenerateCall = Parameters<InferenceServiceClient['generate']>[0] & { model: string };
/** Texts to embed. */
export type EmbedCall = Parameters<InferenceServiceClient['embed']>[0] & { model: string };

export interface CallOptions {
  readonly signal: AbortSignal;
}

/**
 * Models, wherever they are served: calls go straight to a worker that serves the model, and to another one when
 * that worker cannot be reached or has no place. A call with a request id goes to the worker of that id, where a
 * repetition finds its answer; others go to the least loaded. Errors: those of InferenceService,
 * NOT_FOUND naming the known models when nobody serves this one, UNAVAILABLE when no worker is left.
 */
export interface Inference {
  generate(request: GenerateCall, options: CallOptions): Promise<GenerateResponse>;
  /** Goes to another worker only as long as no piece has been passed on. */
  generateStream(request: GenerateCall, options: CallOptions): AsyncIterable<GenerateStreamResponse>;
  embed(request: EmbedCall, options: CallOptions): Promise<EmbedResponse>;
  /** Models of all registered workers, ordered by id; waits for the first list. */
  models(options: CallOptions): Promise<Model[]>;
  /** Readiness: passes when the gateway's list has arrived and a worker with a model is in it. */
  ready(): { name: string; check(signal: AbortSignal): Promise<void> };
  close(): Promise<void>;
}

/** How long `models` waits for the first worker list, in milliseconds. */
const MODELS_WAIT_MS = 5000;

/** Watches the workers at the gateway; the channel stays the caller's to close. */
export function openInference(gateway: Channel, log: Logger): Inference {
  const channels = new WorkerChannels();
  const list = new WorkerList(gateway, log, (workers) => channels.keepOnly(workers));
  const choice = new WorkerChoice(list, channels);

  return {
    generate: (request, { signal }) =>
      unary<GenerateResponse>(choice, request, signal, ({ inference }) =>
        inference.generate(request, { signal }),
      ),
    generateStream: (request, { signal }) => stream(choice, request, signal),
    embed: (request, { signal }) =>
      unary<EmbedResponse>(choice, request, signal, ({ inference }) => inference.embed(request, { signal })),
    models: async ({ signal }) => offeredModels(await list.workersWithin(MODELS_WAIT_MS, signal)),
    ready: () => ({ name: 'inference workers', check: () => checkWorkers(list) }),
    close: async () => {
      await list.close();
      channels.close();
    },
  };
}

async function unary<Response extends { usage: Usage | undefined }>(
  choice: WorkerChoice,
  request: RoutedCall,
  signal: AbortSignal,
  call: (lent: Lent) => Promise<Response>,
): Promise<Response> {
  const tried = new Set<string>();
  let previous: RookeryError | undefined;
  for (;;) {
    const lent = await choice.lend(request, tried, signal, previous);
    try {
      const response = await call(lent);
      lent.giveBack(false);
      return { ...response, usage: together(previous, response.usage) };
    } catch (caught) {
      const another = worthAnotherWorker(caught);
      lent.giveBack(another && caught.code === 'UNAVAILABLE');
      const error = withEarlier(previous, caught);
      if (!another || signal.aborted) throw error;
      previous = asRookeryError(error);
    }
  }
}

/** What a call took that failed at one worker and was then made at another. */
function together(failed: RookeryError | undefined, usage: Usage | undefined): Usage | undefined {
  return failed?.usage === undefined ? usage : addUsage(failed.usage, usage);
}

/** The error with what the workers before have taken. */
function withEarlier(previous: RookeryError | undefined, caught: unknown): unknown {
  if (previous?.usage === undefined || !isRookeryError(caught)) return caught;
  return withUsage(caught, addUsage(previous.usage, caught.usage));
}

async function* stream(
  choice: WorkerChoice,
  request: GenerateCall,
  signal: AbortSignal,
): AsyncIterable<GenerateStreamResponse> {
  const tried = new Set<string>();
  let previous: RookeryError | undefined;
  for (;;) {
    const lent = await choice.lend({ model: request.model }, tried, signal, previous);
    let begun = false;
    let failed = false;
    try {
      for await (const response of lent.inference.generateStream({ request }, { signal })) {
        begun = true;
        yield withEarlierUsage(response, previous);
      }
      return;
    } catch (caught) {
      const another = worthAnotherWorker(caught);
      failed = another && caught.code === 'UNAVAILABLE';
      const error = withEarlier(previous, caught);
      if (begun || !another || signal.aborted) throw error;
      previous = asRookeryError(error);
    } finally {
      // Also reached when the reader stops early.
      lent.giveBack(failed);
    }
  }
}

function withEarlierUsage(
  response: GenerateStreamResponse,
  failed: RookeryError | undefined,
): GenerateStreamResponse {
  const { event } = response;
  if (event?.$case !== 'completed' || failed === undefined) return response;
  const usage = together(failed, event.value.usage);
  return { event: { $case: 'completed', value: { ...event.value, usage } } };
}

function checkWorkers(list: WorkerList): Promise<void> {
  const workers = list.workers();
  if (workers?.some(({ models }) => models.length > 0) === true) return Promise.resolve();
  const reason =
    workers === undefined ? 'the worker list has not arrived' : 'no worker with a model is registered';
  return Promise.reject(new RookeryError('UNAVAILABLE', reason));
}
