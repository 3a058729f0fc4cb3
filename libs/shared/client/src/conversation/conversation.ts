import {
  AiNoticeKind,
  type ConverseRequest,
  type ConverseResponse,
  type FinalAnswer,
  type Question,
} from '@rookery/shared-contracts';
import { isFromModelServer, isRookeryError, RookeryError } from '@rookery/shared-errors';
import { backoffMs, Mailbox, waitOrAbort } from '@rookery/shared-concurrency';
import type { AgentEvent } from './agent-event.ts';
import { DeliveredAnswer } from './delivered-answer.ts';
import { Silence } from './silence.ts';

const BACKOFF = { firstMs: 200, mostMs: 5_000 };
/** A longer wait that the platform asks for is left to the application, in milliseconds. */
const LONGEST_ASKED_WAIT_MS = 10_000;
const PATIENCE_MS = 120_000;

/** Opens the stream of a conversation. */
export type OpenStream = (
  requests: AsyncIterable<ConverseRequest>,
  options: { readonly signal: AbortSignal },
) => AsyncIterable<ConverseResponse>;

export interface ConversationOptions {
  /** Ends the conversation's stream and the model's work; the session stays. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Longest that the person waits for a word of the agent while it is its turn, or for an agent that is away, in milliseconds; not
   * set: 120,000.
   */
  readonly patienceMs?: number;
}

type Answer = Extract<NonNullable<ConverseRequest['event']>, { $case: 'reply' }>['value']['answer'];

/**
 * A conversation: what the agent says, as an async iterable, and what the person replies. It may be iterated once; leaving the
 * loop ends the stream and stops the model, and the session stays.
 *
 * A lost connection is taken up again by itself: nothing is delivered twice, no question is repeated, and a reply that was
 * under way is sent again only if it had not arrived. The iteration rejects with RookeryError: UNAVAILABLE when the platform
 * stays away, or at once when the model's server fails, DEADLINE_EXCEEDED when the agent stays silent, ABORTED when somebody else
 * goes on with the session.
 */
export class Conversation implements AsyncIterable<AgentEvent> {
  readonly #open: OpenStream;
  readonly #first: ConverseRequest;
  readonly #explain: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #patienceMs: number;
  readonly #silence: Silence;
  readonly #delivered = new DeliveredAnswer();
  #outbox = new Mailbox<ConverseRequest>();
  #session: string | undefined;
  #announced = false;
  #question: Question | undefined;
  /** To the open question; the agent may not have heard it yet. */
  #reply: ConverseRequest | undefined;
  #noMoreReplies = false;
  /** Words of the notice that was shown since the person spoke; empty: none. */
  #aiNoticeShown: string | undefined;
  #noticeShown = '';
  /** The query of `resume` was under way when a connection was lost. */
  #queryMayBeHeard = false;

  /** @param first `start` or `resume` */
  constructor(open: OpenStream, first: ConverseRequest, options: ConversationOptions = {}) {
    const { event } = first;
    this.#open = open;
    this.#first = first;
    this.#explain = event !== undefined && event.$case !== 'reply' && event.value.explain;
    if (event?.$case === 'resume') this.#session = event.value.session;
    this.#signal = options.signal;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#silence = new Silence(this.#patienceMs);
  }

  /** `sessions/{session}`, with which the conversation can be resumed; undefined before it is known, or if nothing is kept. */
  get session(): string | undefined {
    return this.#session;
  }

  /** Replies to the open question, in the person's own words. @throws RookeryError FAILED_PRECONDITION when none is open */
  reply(text: string): void {
    this.#send({ $case: 'text', value: text });
  }

  /** The person would rather not say: it is not asked again. @throws RookeryError FAILED_PRECONDITION when none is open */
  decline(): void {
    this.#send({ $case: 'declined', value: true });
  }

  /** The person will reply to nothing more: the agent answers with what it knows. */
  answerNow(): void {
    this.#noMoreReplies = true;
    this.#silence.begin();
    this.#outbox.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AgentEvent, void, undefined> {
    let losses = 0;
    let awaySince = 0;
    for (;;) {
      try {
        for await (const event of this.#oneStream()) {
          losses = 0;
          yield event;
        }
        return;
      } catch (caught) {
        if (losses === 0) awaySince = performance.now();
        losses += 1;
        const waitMs = this.#waitAfter(caught, losses);
        if (waitMs === undefined) throw caught;
        if (performance.now() + waitMs - awaySince > this.#patienceMs) throw caught;
        await waitOrAbort(waitMs, this.#signal ?? new AbortController().signal);
        this.#signal?.throwIfAborted();
      } finally {
        this.#silence.end();
      }
    }
  }

  async *#oneStream(): AsyncGenerator<AgentEvent, void, undefined> {
    const resumed = this.#announced || this.#question !== undefined;
    this.#outbox = new Mailbox();
    this.#outbox.put(resumed ? this.#resumeRequest() : this.#first);
    this.#delivered.restart();
    const { signal: silent } = this.#silence;
    const signal = this.#signal === undefined ? silent : AbortSignal.any([silent, this.#signal]);
    let isFirst = resumed;
    const heard = this.#open(this.#outbox, { signal })[Symbol.asyncIterator]();
    this.#silence.begin();
    try {
      for (;;) {
        const step = await heard.next();
        // A sign of life is not what the person waits for.
        if (step.done !== true && step.value.event?.$case === 'working') continue;
        this.#silence.end();
        if (step.done === true) throw new RookeryError('INTERNAL', 'the stream ended without an answer');
        const { event } = step.value;
        if (event?.$case === 'question' && isFirst && this.#isDelivered(event.value)) this.#replyAgain();
        else yield* this.#news(event);
        if (event?.$case === 'answer') return;
        if (event?.$case === 'question') isFirst = false;
        if (!this.#isPersonsTurn) this.#silence.begin();
      }
    } finally {
      // Left between two events: this ends the stream. What it says to that interests nobody any more.
      await heard.return?.().catch(() => undefined);
      this.#outbox.close();
    }
  }

  get #isPersonsTurn(): boolean {
    return this.#question !== undefined && this.#reply === undefined && !this.#noMoreReplies;
  }

  *#news(event: ConverseResponse['event']): Generator<AgentEvent, void, undefined> {
    switch (event?.$case) {
      case 'session':
        this.#session = event.value.name;
        this.#announced = true;
        return;
      case 'crisis':
        if (event.value.text !== this.#noticeShown) yield { kind: 'crisis', notice: event.value };
        this.#noticeShown = event.value.text;
        return;
      case 'aiNotice': {
        const { kind, text } = event.value;
        if (text !== this.#aiNoticeShown)
          yield { kind: 'aiNotice', reason: kind === AiNoticeKind.MINOR ? 'minor' : 'beginning', text };
        this.#aiNoticeShown = text;
        return;
      }
      case 'question':
        this.#question = event.value;
        this.#reply = undefined;
        yield { kind: 'question', ...event.value };
        return;
      case 'answerPiece':
        this.#question = undefined;
        yield* this.#delivered.add(event.value);
        return;
      case 'answer':
        this.#question = undefined;
        yield* this.#answered(event.value);
        return;
      default:
      // Something newer than this client.
    }
  }

  *#answered(answer: FinalAnswer): Generator<AgentEvent, void, undefined> {
    yield* this.#delivered.complete(answer.text);
    yield { kind: 'answer', answer };
  }

  #isDelivered({ number, text }: Question): boolean {
    return number === this.#question?.number && text === this.#question.text;
  }

  // The agent asks again what was replied to: the reply got lost.
  #replyAgain(): void {
    if (this.#reply !== undefined) this.#outbox.put(this.#reply);
    else if (this.#noMoreReplies) this.#outbox.close();
  }

  #send(answer: Answer): void {
    if (!this.#isPersonsTurn) {
      throw new RookeryError('FAILED_PRECONDITION', 'reply: no question is open', {
        reason: 'NO_OPEN_QUESTION',
      });
    }
    const questionNumber = this.#question?.number ?? 0;
    this.#reply = { event: { $case: 'reply', value: { answer, questionNumber } } };
    this.#noticeShown = '';
    this.#silence.begin();
    this.#outbox.put(this.#reply);
  }

  #resumeRequest(): ConverseRequest {
    const session = this.#session ?? '';
    return { event: { $case: 'resume', value: { session, query: '', explain: this.#explain } } };
  }

  /** How long to wait before the conversation is taken up again, in milliseconds; undefined: it cannot be. */
  #waitAfter(caught: unknown, losses: number): number | undefined {
    if (!isRookeryError(caught)) return undefined;
    if (this.#queryMayBeHeard && caught.violations.some(({ field }) => field === 'resume.query')) {
      // It had arrived: the agent is at it already.
      this.#announced = true;
      this.#queryMayBeHeard = false;
      return 0;
    }
    // The agent has asked a model that fails as often as makes sense, and the person waits.
    if (caught.code !== 'UNAVAILABLE' || isFromModelServer(caught)) return undefined;
    this.#queryMayBeHeard = !this.#announced && this.#first.event?.$case === 'resume';
    // Without a session only what was not answered at all may be said again.
    if (this.#session === undefined && this.#question !== undefined) return undefined;
    const asked = caught.retryAfterMs ?? 0;
    return asked > LONGEST_ASKED_WAIT_MS ? undefined : asked + backoffMs(BACKOFF, losses, Math.random());
  }
}
