import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';
import type { Place } from './place.ts';
import { chatTables } from './tables.ts';

/** A session that has come to some place. */
export interface Standing {
  /** `sessions/{session}` */
  readonly session: string;
  /** Crisis notice that began what the agent said to the last message; empty: none. */
  readonly notice: string;
}

/** What the agent has said, all of it. */
export interface Said {
  readonly session: string;
  /** After the message that it is said to. */
  readonly heard: Place;
  /** After what was said. */
  readonly said: Place;
  /** Attribute that a question is about; undefined for an answer. */
  readonly attribute: string | undefined;
}

/**
 * Which session stands at which place, in PostgreSQL. Places are hashes: nothing here tells what was said.
 *
 * Conversations with the same words share a place, and each brings its own session there. Whoever goes on from a place takes
 * one of its sessions away: any of them will do, because all of them know the same, and none serves two people who
 * go on differently.
 */
export class PlaceStore {
  readonly #database: Database;
  readonly #keepMs: number;

  /** @param keepMs how long a place is kept after the last visit, in milliseconds */
  constructor(database: Database, keepMs: number) {
    this.#database = database;
    this.#keepMs = keepMs;
  }

  /** Takes a session that stands at `said` on to `heard`, the next message of the person; undefined when none stands there. */
  async take(said: Place, heard: Place): Promise<Standing | undefined> {
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

  /** A session that has heard this message before: the caller asks again, because it did not get, or lost, what was said. */
  async whoHeard(heard: Place): Promise<Standing | undefined> {
    return chatTables(this.#database)
      .selectFrom('conversation')
      .select(['session', 'notice'])
      .where('heard', '=', heard)
      .orderBy('expires_at', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  /** Whether a session is still where it has heard this message. */
  async standsAt(session: string, heard: Place): Promise<boolean> {
    const row = await chatTables(this.#database)
      .selectFrom('conversation')
      .select('session')
      .where('session', '=', session)
      .where('heard', '=', heard)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A session has heard a message and says, to begin with, `notice`. */
  async hears(session: string, heard: Place, notice: string): Promise<void> {
    const row = { heard, said: null, notice, expires_at: this.#expiry() };
    await chatTables(this.#database)
      .insertInto('conversation')
      .values({ session, ...row })
      .onConflict((conflict) => conflict.column('session').doUpdateSet(row))
      .execute();
  }

  /** A session has said all that it says to a message; whoever goes on from there finds it. */
  async says({ session, heard, said, attribute }: Said): Promise<void> {
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
        if (attribute === undefined) return;
        await transaction
          .insertInto('question')
          .values({ place: said, attribute, expires_at })
          .onConflict((conflict) => conflict.column('place').doUpdateSet({ attribute, expires_at }))
          .execute();
      });
  }

  /** Forgets a session that is gone. */
  async forget(session: string): Promise<void> {
    await chatTables(this.#database).deleteFrom('conversation').where('session', '=', session).execute();
  }

  /** What was asked for at each of the places; undefined where no question of ours ended. */
  async attributesAt(places: readonly Place[]): Promise<(string | undefined)[]> {
    if (places.length === 0) return [];
    const rows = await chatTables(this.#database)
      .selectFrom('question')
      .select(['place', 'attribute'])
      .where('place', 'in', [...places])
      .execute();
    const attributes = new Map(rows.map(({ place, attribute }) => [place.toString('hex'), attribute]));
    return places.map((place) => attributes.get(place.toString('hex')));
  }

  /** Erases what was not visited for too long. */
  async sweep(): Promise<void> {
    const tables = chatTables(this.#database);
    await tables
      .deleteFrom('conversation')
      .where(sql<boolean>`expires_at <= now()`)
      .execute();
    await tables
      .deleteFrom('question')
      .where(sql<boolean>`expires_at <= now()`)
      .execute();
  }

  #expiry(): Date {
    return new Date(Date.now() + this.#keepMs);
  }
}
