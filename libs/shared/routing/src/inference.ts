import {
  addUsage,
  type Batch,
  type EmbedResponse,
  type GenerateResponse,
  type GenerateStreamResponse,
  type InferenceServiceClient,
  type Model,
  type Usage,
} from '@rookery/shared-contracts';
import { asRookeryError, isRookeryError, RookeryError, withUsage } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import { secretOf } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import type { AttemptEnd } from './circuits.ts';
import { hedged } from './hedged.ts';
import { Latencies } from './latencies.ts';
import { offeredModels } from './offered-models.ts';
import { WorkerChannels } from './worker-channels.ts';
import { endOf, type Lent, type RoutedCall, WorkerChoice, worthAnotherWorker } from './worker-choice.ts';
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
 * that worker cannot be reached or has no place; workers that keep failing are passed over. A call with a request id goes to the worker of
 * that id, where a repetition finds its answer, unless that one is far behind; others go to who would be done first. Errors: those of InferenceService,
 * NOT_FOUND naming the known models when nobody serves this one, UNAVAILABLE when no worker is left.
 */
export interface Inference {
  generate(request: GenerateCall, options: CallOptions): Promise<GenerateResponse>;
  /** Goes to another worker only as long as no piece has been passed on. */
  generateStream(request: GenerateCall, options: CallOptions): AsyncIterable<GenerateStreamResponse>;
  embed(request: EmbedCall, options: CallOptions): Promise<EmbedResponse>;
  /** Models of all registered workers, ordered by id; waits for the first list. */
  models(options: CallOptions): Promise<Model[]>;
  /** Batches of a model's server that are not done. */
  batches(model: string, options: CallOptions): Promise<readonly Batch[]>;
  /** Readiness: passes when the gateway's list has arrived and a worker with a model is in it. */
  ready(): { name: string; check(signal: AbortSignal): Promise<void> };
  close(): Promise<void>;
}

/** How long `models` waits for the first worker list, in milliseconds. */
const MODELS_WAIT_MS = 5000;

export interface InferenceOptions {
  /**
   * `generate` asks a second worker when the first has not answered for as long as so many in a hundred calls of the model take; 0..100.
   * What both took is counted. Not set: it does not.
   */
  readonly hedgeAtPercentile?: number | undefined;
}

/** Watches the workers at the gateway, and calls them with the secret of its channel; the channel stays the caller's to close. */
export function openInference(
  gateway: Channel,
  log: Logger,
  { hedgeAtPercentile }: InferenceOptions = {},
): Inference {
  const channels = new WorkerChannels(secretOf(gateway));
  const list = new WorkerList(gateway, log, (workers) => {
    channels.keepOnly(workers);
    choice.keepOnly(workers);
  });
  const choice = new WorkerChoice(list, channels);
  const latencies = new Latencies();
  const generate = async (
    request: GenerateCall,
    signal: AbortSignal,
    tried?: Set<string>,
  ): Promise<GenerateResponse> => {
    const begun = performance.now();
    const call = ({ inference }: Lent) => inference.generate(request, { signal });
    const response = await unary<GenerateResponse>(choice, request, signal, call, tried);
    latencies.note(request.model, performance.now() - begun);
    return response;
  };

  return {
    generate: (request, { signal }) => {
      // What is asked by the batch takes hours, and is not asked twice.
      const afterMs =
        hedgeAtPercentile === undefined || request.batch === true
          ? undefined
          : latencies.percentile(request.model, hedgeAtPercentile);
      if (afterMs === undefined) return generate(request, signal);
      const tried = new Set<string>();
      return hedged({
        attempt: (attempt) => generate(request, attempt, tried),
        afterMs,
        // It would have taken longer yet. Left out, the slow ones would be missing, and the next ones would be asked twice too soon.
        firstStopped: (ms) => latencies.note(request.model, ms),
        signal,
      });
    },
    generateStream: (request, { signal }) => stream(choice, request, signal),
    embed: (request, { signal }) =>
      unary<EmbedResponse>(choice, request, signal, ({ inference }) => inference.embed(request, { signal })),
    models: async ({ signal }) => offeredModels(await list.workersWithin(MODELS_WAIT_MS, signal)),
    batches: async (model, { signal }) => {
      const lent = await choice.lend({ model }, new Set(), signal);
      try {
        return (await lent.inference.listBatches({ model }, { signal })).batches;
      } finally {
        lent.giveBack('left');
      }
    },
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
  tried = new Set<string>(),
): Promise<Response> {
  let previous: RookeryError | undefined;
  for (;;) {
    const lent = await choice.lend(request, tried, signal, previous);
    try {
      const response = await call(lent);
      lent.giveBack('answered');
      return { ...response, usage: together(previous, response.usage) };
    } catch (caught) {
      const another = worthAnotherWorker(caught);
      lent.giveBack(endOf(caught, signal));
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
    let end: AttemptEnd = 'left';
    try {
      for await (const response of lent.inference.generateStream({ request }, { signal })) {
        begun = true;
        end = 'answered';
        yield withEarlierUsage(response, previous);
      }
      return;
    } catch (caught) {
      const another = worthAnotherWorker(caught);
      end = endOf(caught, signal);
      const error = withEarlier(previous, caught);
      if (begun || !another || signal.aborted) throw error;
      previous = asRookeryError(error);
    } finally {
      // Also reached when the reader stops early.
      lent.giveBack(end);
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
