/** What is kept of one call of a model. Never text of a prompt or an answer. */
export interface ModelCall {
  /** Id of the worker that made it. */
  readonly worker: string;
  /** Names the call at every hop of the platform. */
  readonly requestId: string;
  /** Name of the caller on whose behalf it was made; empty where no keys are needed. */
  readonly caller: string;
  /** The job in whose books it stands: `runs/ID`; empty: none. */
  readonly job: string;
  readonly workClass: 'interactive' | 'batch';
  /** Kind of backend: `openai`, `simulated`. */
  readonly backend: string;
  readonly model: string;
  /** In lower case: `answer`, `judge`...; `embed` for embeddings. */
  readonly purpose: string;
  /** Requests to the model server, repeated ones included. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Time in the model, retries included, in milliseconds. */
  readonly latencyMs: number;
  /** Its share of the time in which the server was busy, in seconds; 0 for what is asked by the batch. */
  readonly busySeconds: number;
  /** The same times the server's GPUs; undefined: their number is not known. */
  readonly gpuSeconds: number | undefined;
  /** Reason or code of the error that ended it; undefined when it succeeded. */
  readonly errorKind: string | undefined;
}
