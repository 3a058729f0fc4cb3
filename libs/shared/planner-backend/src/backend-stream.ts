import { Mailbox } from '@rookery/shared-concurrency';
import type { SearchRequest, SearchResponse } from '@rookery/shared-contracts';
import { plannerFailure } from './planner-failure.ts';

type RequestEvent = NonNullable<SearchRequest['event']>;
type ResponseEvent = NonNullable<SearchResponse['event']>;

/** Opens the stream of one search. */
export type OpenSearch = (
  requests: AsyncIterable<SearchRequest>,
  options: { readonly signal: AbortSignal },
) => AsyncIterable<SearchResponse>;

/** What a backend gets to end the stream after the platform is done, before it is cancelled; milliseconds. */
const LEAVE_MS = 2_000;

/** The two directions of a search's stream: numbers what is sent, and holds each reply against what it replies to. */
export class BackendStream {
  readonly #planner: string;
  readonly #outbox = new Mailbox<SearchRequest>();
  readonly #leaving = new AbortController();
  readonly #replies: AsyncIterator<SearchResponse>;
  #sequence = 0;
  #ended = false;

  /** @param planner its name, for messages */
  constructor(planner: string, open: OpenSearch) {
    this.#planner = planner;
    const replies = open(this.#outbox, { signal: this.#leaving.signal });
    this.#replies = replies[Symbol.asyncIterator]();
  }

  /** Sends what has no reply. */
  post(event: RequestEvent): void {
    this.#send(event);
  }

  /**
   * Sends, and waits for the reply. Several calls may wait; replies come in their order.
   * @throws RookeryError a planner failure when the reply is not one to this message; else the status of the stream
   */
  async exchange(event: RequestEvent): Promise<ResponseEvent> {
    const sequence = this.#send(event);
    const step = await this.#next();
    if (step === undefined) throw this.#failure('ended the stream in the middle of a search');
    if (step.inReplyTo !== sequence) {
      throw this.#failure(`sent an answer to message ${step.inReplyTo} when ${sequence} was to be answered`);
    }
    if (step.event === undefined) throw this.#failure('sent a message without content');
    return step.event;
  }

  /**
   * Half-closes, lets the backend end the stream, and cancels it when it does not within two seconds.
   * @returns whether the backend ended it by itself, with OK; never rejects
   */
  async leave(): Promise<boolean> {
    this.#outbox.close();
    const timer = setTimeout(() => {
      this.#leaving.abort();
    }, LEAVE_MS);
    // A stream that is being left keeps no process alive.
    timer.unref();
    try {
      while (!this.#ended) await this.#next();
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Cancels the stream. */
  cancel(): void {
    this.#leaving.abort();
    this.#outbox.close();
  }

  #send(event: RequestEvent): number {
    this.#sequence += 1;
    this.#outbox.put({ sequence: this.#sequence, event });
    return this.#sequence;
  }

  async #next(): Promise<SearchResponse | undefined> {
    try {
      const step = await this.#replies.next();
      if (step.done !== true) return step.value;
    } catch (caught) {
      this.#ended = true;
      this.#outbox.close();
      throw caught;
    }
    this.#ended = true;
    this.#outbox.close();
    return undefined;
  }

  #failure(what: string): Error {
    return plannerFailure(this.#planner, 'INTERNAL', what);
  }
}
