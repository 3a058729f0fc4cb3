import { after, type TranscriptStore, type Standing } from '@rookery/chat-transcripts';
import { RookeryError, isRookeryError } from '@rookery/shared-errors';
import { type Agent, type AgentEvent, type Conversation } from '@rookery/shared-client';
import type { FinalAnswer, Usage } from '@rookery/shared-contracts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { TurnNote } from '../openai/completion.ts';
import { crisisText } from './crisis-text.ts';
import type { History } from './history.ts';
import { repliesIn, transcriptOf } from './replay.ts';

/** How a turn ended. */
export interface TurnEnd {
  readonly note: TurnNote;
  /** Of the whole conversation, with its answer. */
  readonly usage: Usage | undefined;
}

/** What a turn needs. */
export interface TurnParts {
  readonly agent: Agent;
  readonly transcripts: TranscriptStore;
  readonly signal: AbortSignal;
  /** Longest silence of the agent, in milliseconds. */
  readonly patienceMs: number;
}

type Question = Extract<AgentEvent, { kind: 'question' }>;
/** What ends a turn. */
type Outcome = Question | { readonly kind: 'answer'; readonly answer: FinalAnswer };

/** The turn of the assistant: what it says to the last message, piece by piece, up to a question or the end of an answer. */
export class Turn {
  readonly #parts: TurnParts;
  readonly #request: ChatRequest;
  readonly #history: History;
  #text = '';
  /** Crisis notices of this turn. */
  #notice = '';
  /** Part of an answer was said. */
  #answering = false;

  constructor(parts: TurnParts, request: ChatRequest, history: History) {
    this.#parts = parts;
    this.#request = request;
    this.#history = history;
  }

  /**
   * Yields text. When it returns, the next request of this conversation finds its session.
   * @throws RookeryError as Conversation does
   */
  async *say(): AsyncGenerator<string, TurnEnd, undefined> {
    const standing = await this.#standing();
    if (standing !== undefined) {
      try {
        const end = yield* this.#goOn(standing);
        if (end !== undefined) return end;
      } catch (caught) {
        if (!isGone(caught) || this.#text !== '') throw caught;
        await this.#parts.transcripts.forget(standing.session);
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
    return (await transcripts.take(last.transcript, heard)) ?? (await transcripts.whoHeard(heard));
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
        if (!(await this.#parts.transcripts.standsAt(session, transcript))) return undefined;
        if (notice !== '') yield* this.#say(notice);
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
    const { model, seed, settings } = this.#request;
    const attributes = await transcripts.attributesAt(
      this.#history.exchanges.map(({ transcript }) => transcript),
    );
    const conversation = agent.converse(
      {
        query: transcriptOf(this.#history),
        model,
        seed,
        known: settings.known ?? {},
        library: settings.library ?? '',
        maxQuestions: settings.max_questions,
        completenessThreshold: settings.completeness_threshold,
        abstention: settings.abstention,
        pathUse: settings.path_use,
        locale: settings.locale ?? '',
        instructions: this.#history.instructions,
      },
      { signal, patienceMs },
    );
    return yield* this.#listen(conversation, undefined, repliesIn(this.#history, attributes));
  }

  #resumed(session: string, query = ''): Conversation {
    const { agent, signal, patienceMs } = this.#parts;
    return agent.resume(session, { query, signal, patienceMs });
  }

  /**
   * @param session whose conversation this is; undefined for a new one
   * @param replies to questions that the person was asked before
   */
  async *#listen(
    conversation: Conversation,
    session: string | undefined,
    replies = new Map<string, string>(),
  ): AsyncGenerator<string, TurnEnd, undefined> {
    for await (const event of conversation) {
      const reply = event.kind === 'question' ? replies.get(event.attribute) : undefined;
      if (event.kind === 'question' && reply !== undefined) {
        replies.delete(event.attribute);
        conversation.reply(reply);
        continue;
      }
      const outcome = yield* this.#pass(event, session);
      if (outcome === undefined) continue;
      if (session === undefined && conversation.session !== undefined) {
        await this.#parts.transcripts.hears(conversation.session, this.#history.heard, this.#notice);
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
    this.#notice += notice;
    const { transcripts } = this.#parts;
    if (session !== undefined) await transcripts.hears(session, this.#history.heard, this.#notice);
    yield* this.#say(notice);
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
      await this.#parts.transcripts.says({ session, heard, said, attribute });
    }
    return { note: noteOf(outcome), usage: outcome.kind === 'answer' ? outcome.answer.usage : undefined };
  }
}

function noteOf(outcome: Outcome): TurnNote {
  if (outcome.kind === 'question') return { kind: 'question', attribute: outcome.attribute };
  const { simulated, asked } = outcome.answer;
  return { kind: 'answer', simulated, asked };
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
