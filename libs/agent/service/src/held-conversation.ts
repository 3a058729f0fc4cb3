import type { Progress } from '@rookery/agent-conversation';
import { CallLedger } from '@rookery/shared-model-calls';
import type { Session, SessionContent } from '@rookery/agent-sessions';
import { readerOf } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Caller } from '@rookery/shared-runtime';
import type { AgentParts } from './agent-parts.ts';

/** A conversation as one stream holds it: in the store, or, when nothing is to be kept, here alone. */
export class HeldConversation {
  readonly library: string;
  /** Undefined: nothing is kept. */
  readonly id: string | undefined;
  /** As this stream knows it. */
  progress: Progress;
  ledger: CallLedger;
  pathNames: readonly string[];
  /** When a person under 18 was last reminded, milliseconds since 1970. */
  remindedAt: number | undefined;
  readonly #parts: Pick<AgentParts, 'sessions' | 'inTurn' | 'defaults'>;
  readonly #caller: Caller;
  /** Whom the caller converses for; of a session that is stored already it is not known, and not needed. */
  readonly #endUser: string;
  #session: Session | undefined;

  constructor(
    parts: Pick<AgentParts, 'sessions' | 'inTurn' | 'defaults'>,
    caller: Caller,
    id: string | undefined,
    content: Pick<SessionContent, 'library' | 'progress'>,
    endUser = '',
  ) {
    this.#endUser = endUser;
    this.#parts = parts;
    this.#caller = caller;
    this.id = id;
    this.library = content.library;
    this.progress = content.progress;
    this.ledger = new CallLedger();
    this.pathNames = [];
  }

  /** The conversation of a stored session. @throws RookeryError NOT_FOUND */
  static async resume(
    parts: Pick<AgentParts, 'sessions' | 'inTurn' | 'defaults'>,
    caller: Caller,
    id: string,
  ): Promise<HeldConversation> {
    const session = await parts.sessions.get(readerOf(caller), id);
    const held = new HeldConversation(parts, caller, id, session.content);
    held.#take(session);
    return held;
  }

  /** The session as it is stored; undefined while there is none. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Waits until no other stream of this process works on the session. @returns ends the turn */
  async enter(signal: AbortSignal): Promise<() => void> {
    return this.id === undefined ? () => undefined : this.#parts.inTurn.enter(this.id, signal);
  }

  /** Catches up with what other streams of the session did. @throws RookeryError ABORTED when it was erased */
  async refresh(): Promise<void> {
    if (this.#session === undefined) return;
    const { id } = this.#session;
    try {
      this.#take(await this.#parts.sessions.get(readerOf(this.#caller), id));
    } catch (caught) {
      if (!(caught instanceof RookeryError) || caught.code !== 'NOT_FOUND') throw caught;
      throw new RookeryError('ABORTED', `session sessions/${id}: was erased meanwhile`, {
        reason: 'SESSION_CHANGED',
        cause: caught,
      });
    }
  }

  /** Keeps how far the conversation has come. @throws RookeryError as SessionStore.create and .save do */
  async keep(progress: Progress): Promise<void> {
    this.progress = progress;
    const { id, library, ledger, pathNames } = this;
    if (id === undefined) return;
    const { sessions, defaults } = this.#parts;
    // The turns are for explaining alone: the conversation goes on without them.
    const kept = defaults.keepTraces ? progress : { ...progress, turns: [] };
    const { remindedAt } = this;
    const content = {
      progress: kept,
      ledger: ledger.record,
      library,
      pathNames,
      ...(remindedAt === undefined ? {} : { remindedAt }),
    };
    this.#session = await (this.#session === undefined
      ? sessions.create(this.#caller.name, id, content, {
          endUser: this.#endUser,
          most: this.#caller.mostSessions,
        })
      : sessions.save(this.#session, content));
  }

  #take(session: Session): void {
    const { content } = session;
    const same = this.#session?.revision === session.revision;
    this.#session = session;
    // What is not stored of the turns is still known to the stream that took them.
    if (same) return;
    this.progress = content.progress;
    this.ledger = new CallLedger(content.ledger);
    this.pathNames = content.pathNames;
    this.remindedAt = content.remindedAt;
  }
}
