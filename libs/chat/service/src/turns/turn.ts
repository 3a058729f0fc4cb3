import { after, type TranscriptStore, type Standing } from '@rookery/chat-transcripts';
import { RookeryError, isRookeryError } from '@rookery/shared-errors';
import { type Agent, type AgentEvent, type Conversation } from '@rookery/shared-client';
import { AnswerReason, AnswerState, type FinalAnswer } from '@rookery/shared-contracts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { CompletionEnd, TurnNote } from '../openai/completion.ts';
import { crisisText } from './crisis-text.ts';
import type { History } from './history.ts';
import { AskedBefore } from './asked-before.ts';
import { transcriptOf } from './replay.ts';

/** How a turn ended. */
export type TurnEnd = CompletionEnd;

/** What a turn needs. */
export interface TurnParts {
  readonly agent: Agent;
  readonly transcripts: TranscriptStore;
  readonly signal: AbortSignal;
  /** Longest silence of the agent, in milliseconds. */
  readonly patienceMs: number;
}

/** As the contract has it for conversations that do not say. */
const MAX_QUESTIONS = 5;

type Question = Extract<AgentEvent, { kind: 'question' }>;
/** What ends a turn. */
type Outcome = Question | { readonly kind: 'answer'; readonly answer: FinalAnswer };

/** The turn of the assistant: what it says to the last message, piece by piece, up to a question or the end of an answer. */
export class Turn {
  readonly #parts: TurnParts;
  readonly #request: ChatRequest;
  readonly #history: History;
  #text: string;
  /** Crisis notice of this turn. */
  #notice: string;
  /** Part of an answer was said. */
  #answering = false;

  /** @param given notice that the person was given already; empty: none */
  constructor(parts: TurnParts, request: ChatRequest, history: History, given: string) {
    this.#parts = parts;
    this.#request = request;
    this.#history = history;
    this.#text = given;
    this.#notice = given;
  }

  /** Whether the person was named somebody to turn to. */
  get noticed(): boolean {
    return this.#notice !== '';
  }

  /** Whether part of an answer was said. */
  get answering(): boolean {
    return this.#answering;
  }

  /**
   * Yields text. When it returns, the next request of this conversation finds its session.
   * @throws RookeryError as Conversation does
   */
  async *say(): AsyncGenerator<string, TurnEnd, undefined> {
    const standing = await inTime(this.#standing());
    if (standing !== undefined) {
      try {
        const end = yield* this.#goOn(standing);
        if (end !== undefined) return end;
      } catch (caught) {
        if (!isGone(caught) || this.#text !== this.#notice) throw caught;
        await inTime(this.#parts.transcripts.forget(standing.session));
      }
    }
    return yield* this.#startAnew();
  }

  /** The session that this conversation has come to. */
  async #standing(): Promise<Standing | undefined> {
    const { transcripts } = this.#parts;
    const { exchanges, heard } = this.#history;
    const last = exchanges.at(-1);
    // People who begin with the same words get sessions of their own.
    if (last === undefined) return undefined;
    return (
      (await transcripts.take(last.transcript, heard)) ??
      (await transcripts.whoHeard(heard)) ??
      (await transcripts.takeByExchanges(
        exchanges.map(({ exchange }) => exchange),
        heard,
      ))
    );
  }

  /** @returns undefined when another request has taken the session further meanwhile; nothing was said then */
  async *#goOn({ session, notice }: Standing): AsyncGenerator<string, TurnEnd | undefined, undefined> {
    const { message, exchanges, heard: transcript } = this.#history;
    const said = exchanges.at(-1)?.assistant.trim() ?? '';
    const conversation = this.#resumed(session);
    // What the session says first tells whether it has heard the message: if not, it repeats what it said last.
    let heard = false;
    for await (const event of conversation) {
      if (!heard) {
        // Who takes a session further says so before: if it stands here now, what it said first belongs here.
        if (!(await inTime(this.#parts.transcripts.standsAt(session, transcript)))) return undefined;
        if (notice !== '' && !this.noticed) {
          this.#notice = notice;
          yield* this.#say(notice);
        }
      }
      if (event.kind === 'aiNotice') {
        yield* this.#pass(event, session);
        continue;
      }
      if (!heard && event.kind === 'question' && endsWith(said, event.text)) {
        conversation.reply(message);
      } else if (!heard && event.kind === 'answer' && !this.#answering && endsWith(said, event.answer.text)) {
        return yield* this.#listen(this.#resumed(session, message), session);
      } else {
        const outcome = yield* this.#pass(event, session);
        if (outcome !== undefined) return this.#end(session, outcome);
      }
      heard = true;
    }
    throw withoutEnd();
  }

  /** A first message, or a conversation that no session knows: edited, forgotten, or begun elsewhere. */
  async *#startAnew(): AsyncGenerator<string, TurnEnd, undefined> {
    const { agent, transcripts, signal, patienceMs } = this.#parts;
    const { model, seed, settings, maxTokens, endUser } = this.#request;
    const { exchanges, instructions } = this.#history;
    const attributes = await inTime(transcripts.attributesOf(exchanges.map(({ words }) => words)));
    const last = exchanges.at(-1);
    const asked = new AskedBefore({
      history: this.#history,
      attributes,
      elsewhere: last === undefined ? [] : await inTime(transcripts.askedFrom(last.transcript)),
      budget: settings.max_questions ?? MAX_QUESTIONS,
    });
    const conversation = agent.converse(
      {
        endUser,
        query: transcriptOf(this.#history),
        model,
        seed,
        known: settings.known ?? {},
        library: settings.library ?? '',
        maxQuestions: asked.isBudgetSpent ? 0 : settings.max_questions,
        completenessThreshold: settings.completeness_threshold,
        abstention: settings.abstention,
        pathUse: settings.path_use,
        locale: settings.locale ?? '',
        instructions,
        maxOutputTokens: maxTokens,
      },
      { signal, patienceMs },
    );
    return yield* this.#listen(conversation, undefined, asked);
  }

  #resumed(session: string, query = ''): Conversation {
    const { agent, signal, patienceMs } = this.#parts;
    return agent.resume(session, { query, signal, patienceMs });
  }

  /**
   * @param session whose conversation this is; undefined for a new one
   * @param asked what the person was asked before, in a conversation that no session knows
   */
  async *#listen(
    conversation: Conversation,
    session: string | undefined,
    asked?: AskedBefore,
  ): AsyncGenerator<string, TurnEnd, undefined> {
    for await (const event of conversation) {
      if (event.kind === 'question' && asked?.takesOver(event.attribute, conversation) === true) continue;
      // What was told of danger is in the history that was read again, and so is the notice.
      if (event.kind === 'crisis' && asked?.holdsNotice(event.notice.text) === true) continue;
      const outcome = yield* this.#pass(event, session);
      if (outcome === undefined) continue;
      if (session === undefined && conversation.session !== undefined) {
        await this.#hears(conversation.session);
      }
      return this.#end(conversation.session, outcome);
    }
    throw withoutEnd();
  }

  /** Passes on what the agent says. @returns what ends the turn, if this does */
  async *#pass(
    event: AgentEvent,
    session: string | undefined,
  ): AsyncGenerator<string, Outcome | undefined, undefined> {
    switch (event.kind) {
      case 'crisis':
        yield* this.#warn(crisisText(event.notice), session);
        return undefined;
      case 'aiNotice':
        // Who goes on with a conversation has read it.
        if (event.reason === 'minor' || this.#history.exchanges.length === 0)
          yield* this.#say(`${event.text}\n\n`);
        return undefined;
      case 'question':
        yield* this.#say(event.text);
        return event;
      case 'piece':
        this.#answering = true;
        yield* this.#say(event.text);
        return undefined;
      case 'rewritten':
        // What was sent cannot be taken back; asked again, the client gets the whole answer.
        throw new RookeryError('UNAVAILABLE', 'the answer was interrupted; ask again', {
          retryAfterMs: 1000,
        });
      case 'answer':
        if (!this.#answering) yield* this.#say(event.answer.text);
        return event;
    }
  }

  // Kept with the session, so that a client that asks again is told again.
  async *#warn(notice: string, session: string | undefined): AsyncGenerator<string, void, undefined> {
    if (this.noticed) return;
    this.#notice = notice;
    yield* this.#say(notice);
    if (session !== undefined) await this.#hears(session);
  }

  // What is said is said: where it cannot be written down, who goes on from here is read again.
  async #hears(session: string): Promise<void> {
    const { transcripts } = this.#parts;
    await inTime(transcripts.hears(session, this.#history.heard, this.#notice)).catch(() => undefined);
  }

  *#say(text: string): Generator<string, void, undefined> {
    this.#text += text;
    yield text;
  }

  async #end(session: string | undefined, outcome: Outcome): Promise<TurnEnd> {
    const { heard } = this.#history;
    const attribute = outcome.kind === 'question' ? outcome.attribute : undefined;
    if (session !== undefined) {
      const said = after(heard, { role: 'assistant', text: this.#text });
      const landmarks = this.#history.landmarks(this.#text);
      const { transcripts } = this.#parts;
      await inTime(transcripts.says({ session, heard, said, attribute, ...landmarks })).catch(
        () => undefined,
      );
    }
    if (outcome.kind === 'question') return { note: noteOf(outcome), usage: undefined, cut: false };
    const { usage, state } = outcome.answer;
    return { note: noteOf(outcome), usage, cut: state === AnswerState.CUT };
  }
}

/** A database that answers later has not answered, in milliseconds. */
const LONGEST_QUERY_MS = 10_000;

/** @throws RookeryError UNAVAILABLE when it takes too long */
async function inTime<Value>(query: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const away = (): void =>
    reject(
      new RookeryError('UNAVAILABLE', 'the database does not answer', {
        reason: 'DATABASE_AWAY',
        retryAfterMs: 1000,
      }),
    );
  const timer = setTimeout(away, LONGEST_QUERY_MS);
  try {
    return await Promise.race([query, late]);
  } finally {
    clearTimeout(timer);
  }
}

function noteOf(outcome: Outcome): TurnNote {
  if (outcome.kind === 'question') return { kind: 'question', attribute: outcome.attribute };
  const { simulated, asked, reason } = outcome.answer;
  return { kind: 'answer', simulated, asked, ...(reason === AnswerReason.CRISIS ? { crisis: true } : {}) };
}

// A crisis notice may stand before it.
function endsWith(said: string, text: string): boolean {
  const words = text.trim();
  return said === words || said.endsWith(`\n\n${words}`);
}

function isGone(caught: unknown): boolean {
  return isRookeryError(caught) && caught.code === 'NOT_FOUND' && caught.reason === 'SESSION_NOT_FOUND';
}

function withoutEnd(): RookeryError {
  return new RookeryError('INTERNAL', 'the conversation ended without an answer');
}
