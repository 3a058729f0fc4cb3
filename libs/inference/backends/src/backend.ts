import type { ModelServer } from './model-server.ts';
import type { OpenBatch } from '@rookery/inference-batches';
import type {
  EmbedRequest,
  EmbedResponse,
  GenerateRequest,
  GenerateResponse,
  Model,
} from '@rookery/shared-contracts';
import type { WorkClass } from '@rookery/shared-runtime';

/** A finished completion; the worker adds the latency. */
export type Completion = Omit<GenerateResponse, 'latencyMs'>;

/** One step of a streamed completion: pieces of text, then exactly one `completed` with the whole text. */
export type CompletionEvent =
  | { readonly text: string; readonly completed?: undefined }
  | { readonly text?: undefined; readonly completed: Completion };

/** What one call may use. */
export interface BackendCall {
  /** Aborted when nobody waits for the answer any more; the backend stops the model and rejects. */
  readonly signal: AbortSignal;
  /** When the caller gives up; retries end before it. */
  readonly deadline?: Date | undefined;
  /** Somebody waits in front of a screen: the call fails within seconds, after a few tries. Not set: it is patient. */
  readonly interactive?: boolean;
  /** What the server may be told of its urgency. */
  readonly workClass: WorkClass;
  /** On whose behalf: names a key and tells nothing of it; empty where no keys are needed. */
  readonly caller: string;
  /** Set: asked by the batch, at its price and within a day. */
  readonly batch?: { readonly key: string } | undefined;
  /**
   * Awaited before each request to the model server, and once its answer has begun: who answers there may be another one since this
   * backend was chosen, after a wait or a broken connection. Rejects where the model is not there any more.
   */
  readonly sure: () => Promise<void>;
  /** Told before each request to the model server, so that failed calls are counted too. */
  attempted(): void;
}

/**
 * A way to reach models. Lifecycle: constructed without I/O; `models` may be called at any time and as often
 * as wanted; calls may run at once in any number; after `close` no further call is made. Every error is a
 * RookeryError with one of the codes named at InferenceService, never holds text of a prompt, and carries as `usage` what was taken.
 */
export interface Backend {
  /** Its kind, for logs and records: `openai`, `simulated`. */
  readonly name: string;
  /** Its calls cost nobody anything. */
  readonly isFree: boolean;
  /** The server behind it; not there: there is none. */
  readonly server?: ModelServer;
  /** What it serves now. Rejects with UNAVAILABLE while that cannot be found out. */
  models(signal: AbortSignal): Promise<readonly Model[]>;
  /** One completion; the request has passed the contract's checks and names a model of this backend. */
  generate(request: GenerateRequest, call: BackendCall): Promise<Completion>;
  /** The same in pieces. Ending the iteration early stops the model. */
  stream(request: GenerateRequest, call: BackendCall): AsyncIterable<CompletionEvent>;
  /** One vector of length 1 for each text, in their order. */
  embed(request: EmbedRequest, call: BackendCall): Promise<EmbedResponse>;
  /** Batches at its server that are not done; not there: it has none. */
  batches?(): Promise<readonly OpenBatch[]>;
  close(): Promise<void>;
}
