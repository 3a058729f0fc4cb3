/** How a batch stands, in the words of OpenAI's Batch API. */
export type RemoteStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

const ENDED: ReadonlySet<RemoteStatus> = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** Nothing more becomes of a batch that stands so. */
export const isEnd = (status: RemoteStatus): boolean => ENDED.has(status);

/** A batch as its server describes it. */
export interface RemoteBatch {
  /** The server's name for it. */
  readonly id: string;
  readonly status: RemoteStatus;
  /** The name that it was made under here; empty where the server does not keep it. */
  readonly madeFor: string;
  readonly completed: number;
  readonly failed: number;
  /** Answers, a line of JSON each, in any order. */
  readonly outputFile: string | undefined;
  /** Requests that failed, a line of JSON each. */
  readonly errorFile: string | undefined;
  /** Why it failed, in a plain word such as `token_limit_exceeded`; empty where there is none. */
  readonly word: string;
}

/** What the server answered to one request of a batch. */
export interface BatchAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: unknown;
}

/**
 * A model server that takes requests by the batch. Every error is a RookeryError without text of a prompt, after what retries may
 * help; UNAVAILABLE where the server did not say whether it did what it was asked for.
 */
export interface BatchServer {
  /** Tells one server from another in the store; nothing secret. */
  readonly name: string;
  /** Stores requests, a line of JSON each. @returns the file's id */
  upload(lines: readonly Buffer[], signal: AbortSignal): Promise<string>;
  /** Makes a batch of a file, unless there is one that was made for the same. */
  create(inputFile: string, madeFor: string, signal: AbortSignal): Promise<RemoteBatch>;
  /** Undefined: the server knows no such batch. */
  get(id: string, signal: AbortSignal): Promise<RemoteBatch | undefined>;
  /** The batch that was made for something, among the latest. */
  find(madeFor: string, signal: AbortSignal): Promise<RemoteBatch | undefined>;
  /** Asks the server to do no more of it. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
  /** A file as it comes. NOT_FOUND: there is none any more. */
  contents(file: string, signal: AbortSignal): AsyncIterable<Buffer>;
  /** Erases a file; one that is not there is erased. */
  forget(file: string, signal: AbortSignal): Promise<void>;
}
