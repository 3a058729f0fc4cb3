import { randomUUID } from 'node:crypto';
import {
  type Database,
  mayRead,
  type Page,
  type PagedList,
  type PageRequest,
  readPage,
  SEQUENCE_KEY,
  type Reader,
} from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Selectable } from 'kysely';
import type { Session, SessionContent } from './session.ts';
import { storedContent } from './stored-content.ts';
import { agentTables, type SessionTable } from './tables.ts';

/** How sessions are kept. */
export interface SessionRules {
  /** How long a session is kept after the last thing that was said in it, in milliseconds. */
  readonly ttlMs: number;
  /** Most sessions of one owner at a time. */
  readonly mostPerOwner: number;
}

const SESSIONS: PagedList = { name: 'sessions', key: SEQUENCE_KEY };

const notExpired = sql<boolean>`expires_at > now()`;

/**
 * The sessions, in PostgreSQL. Every call says who reads: the session of another is not found. A session whose time is over is not
 * found either, and is erased at the next sweep.
 */
export class SessionStore {
  readonly #database: Database;
  readonly #rules: SessionRules;

  constructor(database: Database, rules: SessionRules) {
    this.#database = database;
    this.#rules = rules;
  }

  /**
   * Stores a new session under `id`.
   * @throws RookeryError RESOURCE_EXHAUSTED when the owner has as many as it may have
   */
  async create(owner: string, id: string, content: SessionContent): Promise<Session> {
    const { mostPerOwner } = this.#rules;
    const row = await agentTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        // Two creations of one owner must not both see the last free place.
        await sql`SELECT pg_advisory_xact_lock(hashtext(${`rookery sessions ${owner}`}))`.execute(
          transaction,
        );
        const { count } = await transaction
          .selectFrom('session')
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .where('owner', '=', owner)
          .where(notExpired)
          .executeTakeFirstOrThrow();
        if (Number(count) >= mostPerOwner) throw tooMany(mostPerOwner);
        return transaction
          .insertInto('session')
          .values({
            id,
            owner,
            revision: 1,
            content: storedContent.write(content),
            expires_at: this.#expiry(),
          })
          .returningAll()
          .executeTakeFirstOrThrow();
      });
    return sessionOf(row);
  }

  /** @throws RookeryError NOT_FOUND */
  async get(reader: Reader, id: string): Promise<Session> {
    const row = await agentTables(this.#database)
      .selectFrom('session')
      .selectAll()
      .where('id', '=', id)
      .where(mayRead(reader))
      .where(notExpired)
      .executeTakeFirst();
    if (row === undefined) throw notFound(id);
    return sessionOf(row);
  }

  /**
   * Stores what has become of a session, and gives it its full time again.
   * @param seen the session as it was read or saved last
   * @throws RookeryError ABORTED when it was changed or erased since
   */
  async save(seen: Session, content: SessionContent): Promise<Session> {
    const row = await agentTables(this.#database)
      .updateTable('session')
      .set({ content: storedContent.write(content), revision: seen.revision + 1, expires_at: this.#expiry() })
      .where('id', '=', seen.id)
      .where('revision', '=', seen.revision)
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return sessionOf(row);
    throw new RookeryError(
      'ABORTED',
      `session sessions/${seen.id}: was changed or erased meanwhile; resume it to go on`,
      { reason: 'SESSION_CHANGED' },
    );
  }

  /** Newest first. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<Session>> {
    const page = await readPage(
      SESSIONS,
      request,
      (before, limit) => {
        const all = agentTables(this.#database)
          .selectFrom('session')
          .selectAll()
          .where(mayRead(reader))
          .where(notExpired);
        const older = before === undefined ? all : all.where('sequence', '<', before);
        return older.orderBy('sequence', 'desc').limit(limit).execute();
      },
      ({ sequence }) => sequence,
    );
    return { ...page, items: page.items.map(sessionOf) };
  }

  /** Erases a session. @throws RookeryError NOT_FOUND */
  async delete(reader: Reader, id: string): Promise<void> {
    const { numDeletedRows } = await agentTables(this.#database)
      .deleteFrom('session')
      .where('id', '=', id)
      .where(mayRead(reader))
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw notFound(id);
  }

  /** Erases the sessions whose time is over. @returns how many */
  async sweep(): Promise<number> {
    const { numDeletedRows } = await agentTables(this.#database)
      .deleteFrom('session')
      .where(sql<boolean>`expires_at <= now()`)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  #expiry(): Date {
    return new Date(Date.now() + this.#rules.ttlMs);
  }
}

/** An id that nobody can guess: knowing it is needed to go on with a session where callers have no keys. */
export function newSessionId(): string {
  return randomUUID();
}

function sessionOf(row: Selectable<SessionTable>): Session {
  const { id, revision, created_at: createdAt, expires_at: expiresAt } = row;
  return { id, revision, createdAt, expiresAt, content: storedContent.read(row.content, id) };
}

function tooMany(most: number): RookeryError {
  return new RookeryError(
    'RESOURCE_EXHAUSTED',
    `sessions: ${most} are open, which is the most that one caller may have; delete some`,
    { reason: 'SESSION_LIMIT' },
  );
}

function notFound(id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `session sessions/${id}: not found`, { reason: 'SESSION_NOT_FOUND' });
}
