import type { Database } from '@rookery/shared-database';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import type { Landmarks, Transcript } from './transcript.ts';
import { chatTables } from './tables.ts';

/** A session whose transcript is the one that was asked for. */
export interface Standing {
  /** `sessions/{session}` */
  readonly session: string;
  /** Crisis notice that began what the agent said to the last message; empty: none. */
  readonly notice: string;
}

/** What the agent has said, all of it. */
export interface Said extends Landmarks {
  readonly session: string;
  /** After the message that it is said to. */
  readonly heard: Transcript;
  /** After what was said. */
  readonly said: Transcript;
  /** Attribute that a question is about; undefined for an answer. */
  readonly attribute: string | undefined;
}

/** Sessions with the same words up to some point, of which more is known than this is no use. */
const MOST_ALIKE = 20;

/**
 * Which session has which transcript, in PostgreSQL. Transcripts are hashes: nothing here tells what was said.
 *
 * Conversations with the same words share a transcript, and each has a session of its own. Whoever continues a transcript takes one
 * of its sessions: any of them will do, because they all know the same, and none serves two people who continue differently.
 */
export class TranscriptStore {
  readonly #database: Database;
  readonly #keepMs: number;

  /** @param keepMs how long a transcript is kept after it was last seen, in milliseconds */
  constructor(database: Database, keepMs: number) {
    this.#database = database;
    this.#keepMs = keepMs;
  }

  /** Takes a session with the transcript `said` on to `heard`, the next message of the person; undefined when there is none. */
  async take(said: Transcript, heard: Transcript): Promise<Standing | undefined> {
    const tables = chatTables(this.#database);
    return tables
      .updateTable('conversation')
      .set({ heard, said: null, notice: '', expires_at: this.#expiry() })
      .where('session', '=', (one) =>
        one
          .selectFrom('conversation')
          .select('session')
          .where('said', '=', said)
          .orderBy('expires_at', 'desc')
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['session', 'notice'])
      .executeTakeFirst();
  }

  /**
   * Takes on the session that stands behind the last of these exchanges and has all of them, when there is exactly one: for histories
   * whose beginning, or middle, was left out.
   * @param exchanges of the history, one or more, oldest first
   */
  async takeByExchanges(exchanges: readonly Transcript[], heard: Transcript): Promise<Standing | undefined> {
    const last = exchanges.at(-1);
    if (last === undefined) return undefined;
    const tables = chatTables(this.#database);
    const standing = await tables
      .selectFrom('turn')
      .innerJoin('conversation', (join) =>
        join.onRef('conversation.session', '=', 'turn.session').onRef('conversation.said', '=', 'turn.said'),
      )
      .select(['turn.session', 'turn.said'])
      .where('turn.exchange', '=', last)
      .where((of) =>
        of.and(
          exchanges.map((exchange) =>
            of.exists(
              of
                .selectFrom('turn as earlier')
                .select('earlier.said')
                .whereRef('earlier.session', '=', 'turn.session')
                .where('earlier.exchange', '=', exchange),
            ),
          ),
        ),
      )
      .limit(2)
      .execute();
    const [only, another] = standing;
    if (only === undefined || another !== undefined) return undefined;
    return tables
      .updateTable('conversation')
      .set({ heard, said: null, notice: '', expires_at: this.#expiry() })
      .where('session', '=', only.session)
      .where('said', '=', only.said)
      .returning(['session', 'notice'])
      .executeTakeFirst();
  }

  /** A session that has heard this message before: the caller asks again, because it did not get, or lost, what was said. */
  async whoHeard(heard: Transcript): Promise<Standing | undefined> {
    return chatTables(this.#database)
      .selectFrom('conversation')
      .select(['session', 'notice'])
      .where('heard', '=', heard)
      .orderBy('expires_at', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  /** Whether this message is still the last one that a session has heard. */
  async standsAt(session: string, heard: Transcript): Promise<boolean> {
    const row = await chatTables(this.#database)
      .selectFrom('conversation')
      .select('session')
      .where('session', '=', session)
      .where('heard', '=', heard)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A session has heard a message and says, to begin with, `notice`. */
  async hears(session: string, heard: Transcript, notice: string): Promise<void> {
    const row = { heard, said: null, notice, expires_at: this.#expiry() };
    await chatTables(this.#database)
      .insertInto('conversation')
      .values({ session, ...row })
      .onConflict((conflict) => conflict.column('session').doUpdateSet(row))
      .execute();
  }

  /** A session has said all that it says to a message; whoever continues from there finds it. */
  async says({ session, heard, said, words, exchange, attribute }: Said): Promise<void> {
    const expires_at = this.#expiry();
    await chatTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        await transaction
          .updateTable('conversation')
          .set({ said, expires_at })
          .where('session', '=', session)
          // Somebody else may have taken it further meanwhile.
          .where('heard', '=', heard)
          .execute();
        const turn = { words, exchange, attribute: attribute ?? null, expires_at };
        await transaction
          .insertInto('turn')
          .values({ session, said, ...turn })
          .onConflict((conflict) => conflict.columns(['session', 'said']).doUpdateSet(turn))
          .execute();
      });
  }

  /** Erases all that belongs to sessions. */
  async forgetAll(sessions: readonly string[]): Promise<void> {
    if (sessions.length === 0) return;
    for (const table of ['chat.conversation', 'chat.turn']) {
      await sql`DELETE FROM ${sql.table(table)} WHERE session = ANY(${[...sessions]}::text[])`.execute(
        chatTables(this.#database),
      );
    }
  }

  /** Forgets a session that is gone. */
  async forget(session: string): Promise<void> {
    await chatTables(this.#database).deleteFrom('conversation').where('session', '=', session).execute();
  }

  /** What each of these words of the agent asks for; undefined where they are no question of ours. */
  async attributesOf(words: readonly Transcript[]): Promise<(string | undefined)[]> {
    if (words.length === 0) return [];
    const rows = await chatTables(this.#database)
      .selectFrom('turn')
      .select(['words', 'attribute'])
      .distinct()
      .where('words', 'in', [...words])
      .where('attribute', 'is not', null)
      .execute();
    const attributes = new Map(rows.map(({ words: hash, attribute }) => [hash.toString('hex'), attribute]));
    return words.map((hash) => attributes.get(hash.toString('hex')) ?? undefined);
  }

  /**
   * What was asked for in the sessions that once stood at this transcript, also after it: a client that goes back leaves out what
   * the person has been asked. Nothing where too many began alike.
   */
  async askedFrom(said: Transcript): Promise<string[]> {
    const sessions = await chatTables(this.#database)
      .selectFrom('turn')
      .select('session')
      .where('said', '=', said)
      .limit(MOST_ALIKE + 1)
      .execute();
    if (sessions.length === 0 || sessions.length > MOST_ALIKE) return [];
    const rows = await chatTables(this.#database)
      .selectFrom('turn')
      .select('attribute')
      .distinct()
      .where(
        'session',
        'in',
        sessions.map(({ session }) => session),
      )
      .execute();
    return rows.flatMap(({ attribute }) => attribute ?? []);
  }

  /** Erases what was not seen for too long, at most so many rows. @returns how many */
  async sweep(most: number, db: QueryExecutorProvider = chatTables(this.#database)): Promise<number> {
    let erased = 0;
    for (const table of ['chat.conversation', 'chat.turn']) {
      const { numAffectedRows = 0n } = await sql`
        DELETE FROM ${sql.table(table)} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${sql.table(table)} WHERE expires_at <= now() LIMIT ${most - erased} FOR UPDATE SKIP LOCKED))`.execute(
        db,
      );
      erased += Number(numAffectedRows);
    }
    return erased;
  }

  /** What the database's clock says, by which sessions are deleted and rows expire: that of a process may be off. */
  async time(): Promise<Date> {
    const { rows } = await sql<{ at: Date }>`SELECT clock_timestamp() AS at`.execute(
      chatTables(this.#database),
    );
    const [{ at } = { at: new Date(0) }] = rows;
    return at;
  }

  #expiry(): RawBuilder<Date> {
    return sql<Date>`now() + make_interval(secs => ${this.#keepMs / 1000}::float8)`;
  }
}
