import type { AgentServiceDefinition, ConverseRequest, Session } from '@rookery/shared-contracts';
import type { TypedClient } from '@rookery/shared-transport';
import { Conversation, type ConversationOptions } from './conversation.ts';
import { startRequest, type Start } from './start.ts';

/** How a session is taken up. */
export interface Resume extends ConversationOptions {
  /** Something new that the person asks, once the matter before has its answer; not set: what is open is repeated. */
  readonly query?: string;
  /** Send a trace with the answer. */
  readonly explain?: boolean;
}

/** The online agent: it asks a person few questions, then answers. */
export class Agent {
  readonly #calls: TypedClient<typeof AgentServiceDefinition>;

  constructor(calls: TypedClient<typeof AgentServiceDefinition>) {
    this.#calls = calls;
  }

  /** Opens a conversation; it begins when it is iterated. */
  converse(start: Start, options: ConversationOptions = {}): Conversation {
    return this.#hold(startRequest(start), options);
  }

  /**
   * Goes on with a conversation, also of another process: the open question comes again, or, once it was given, the answer.
   * @param session `sessions/{session}`
   */
  resume(session: string, { query = '', explain = false, ...options }: Resume = {}): Conversation {
    return this.#hold({ event: { $case: 'resume', value: { session, query, explain } } }, options);
  }

  /** The caller's sessions, newest first, page by page as they are asked for. */
  async *sessions(): AsyncGenerator<Session, void, undefined> {
    let pageToken = '';
    do {
      const page = await this.#calls.listSessions({ pageToken });
      yield* page.sessions;
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  }

  /** Erases a session and all that was learned in it. @throws RookeryError NOT_FOUND */
  async deleteSession(session: string): Promise<void> {
    await this.#calls.deleteSession({ name: session });
  }

  #hold(first: ConverseRequest, options: ConversationOptions): Conversation {
    return new Conversation((requests, call) => this.#calls.converse(requests, call), first, options);
  }
}
