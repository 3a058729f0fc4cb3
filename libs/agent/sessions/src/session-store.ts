import { hash, randomUUID } from 'node:crypto';
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
import { openedRow, SEALED_MARK, sealedRow, type ContentKey, type Sealing } from '@rookery/shared-sealing';
import {
  sql,
  type Expression,
  type Kysely,
  type QueryExecutorProvider,
  type RawBuilder,
  type Selectable,
  type SqlBool,
} from 'kysely';
import { deletedSince, deletion } from './deleted-sessions.ts';
import { makeRoom, notExpired } from './make-room.ts';
import type { Session, SessionContent } from './session.ts';
import { storedContent } from './stored-content.ts';
import { agentTables, type AgentTables, type SessionTable } from './tables.ts';

/** How sessions are kept. */
export interface SessionRules {
  /** How long a session is kept after the last thing that was said in it, in milliseconds. */
  readonly ttlMs: number;
  /** Most sessions of one owner at a time. */
  readonly mostPerOwner: number;
  /** Most of one of its end users, where it names them. */
  readonly mostPerEndUser: number;
}

/** For whom a session is made. */
export interface SessionHolder {
  /** Whom the owner converses for, in its own words, of which a hash is kept; not set or empty: not said. */
  readonly endUser?: string;
  /** Most sessions of such an end user, where the owner is allowed more or fewer than others. */
  readonly most?: number | undefined;
}

/** Sessions of one end user that are looked at together. */
const MOST_OF_A_PERSON = 10_000;

const SESSIONS: PagedList = { name: 'sessions', key: SEQUENCE_KEY };

/**
 * The sessions, in PostgreSQL. Every call says who reads: the session of another is not found. A session whose time is over is not
 * found either, and is erased at the next sweep.
 */
export class SessionStore {
  readonly #database: Database;
  readonly #rules: SessionRules;
  readonly #sealing: Sealing | undefined;
  /** Of sessions that were read or written here; a key is never shown. */
  readonly #keys = new WeakMap<Session, ContentKey>();

  /** @param sealing undefined: contents lie plain in the database */
  constructor(database: Database, rules: SessionRules, sealing?: Sealing) {
    this.#database = database;
    this.#rules = rules;
    this.#sealing = sealing;
  }

  /**
   * Stores a new session under `id`. Where there are as many as are allowed, answered ones are erased to make room, the oldest first.
   * @throws RookeryError RESOURCE_EXHAUSTED when too many have no answer yet
   */
  async create(
    owner: string,
    id: string,
    content: SessionContent,
    holder: SessionHolder = {},
  ): Promise<Session> {
    const { mostPerOwner, mostPerEndUser } = this.#rules;
    const endUser = endUserHash(owner, holder.endUser ?? '');
    const row = await agentTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        // Two creations of one owner must not both see the last free place.
        await sql`SELECT pg_advisory_xact_lock(hashtext(${`rookery sessions ${owner}`}))`.execute(
          transaction,
        );
        const usual = endUser === '' ? mostPerOwner : mostPerEndUser;
        await makeRoom(transaction, { owner, endUser }, holder.most ?? usual);
        await makeRoom(transaction, { owner }, mostPerOwner);
        const key = await this.#sealing?.keyFor(transaction, id);
        const stored = await transaction
          .insertInto('session')
          .values({
            id,
            owner,
            end_user: endUser,
            answered: content.progress.answer !== undefined,
            revision: 1,
            ...this.#columns(id, content, key),
            ...keyColumns(key),
            expires_at: this.#expiry(),
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return { stored, key };
      });
    return this.#written(row.stored, content, row.key);
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
    const session = row && (await this.#sessionOf(row));
    if (session === undefined) throw notFound(id);
    return session;
  }

  /**
   * Stores what has become of a session, and gives it its full time again.
   * @param seen the session as it was read or saved last
   * @throws RookeryError ABORTED when it was changed or erased since
   */
  async save(seen: Session, content: SessionContent): Promise<Session> {
    const known = this.#keys.get(seen);
    // A key is stored once: whoever replaces the keys above may just have stored it anew.
    const [row, key] =
      known !== undefined || this.#sealing === undefined
        ? [await this.#update(agentTables(this.#database), seen, content, known), known]
        : await this.#sealedFirst(this.#sealing, seen, content);
    if (row !== undefined) return this.#written(row, content, key);
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
    const items = await Promise.all(page.items.map((row) => this.#sessionOf(row)));
    return { ...page, items: items.filter((session) => session !== undefined) };
  }

  /** Erases a session. @throws RookeryError NOT_FOUND */
  async delete(reader: Reader, id: string): Promise<void> {
    const { numAffectedRows = 0n } = await deletion(sql<boolean>`id = ${id} AND ${mayRead(reader)}`).execute(
      agentTables(this.#database),
    );
    if (numAffectedRows === 0n) throw notFound(id);
  }

  /** Sessions for which a condition holds, also those whose time is over, at most so many. */
  async where(condition: Expression<SqlBool>, most = MOST_OF_A_PERSON): Promise<Session[]> {
    const rows = await agentTables(this.#database)
      .selectFrom('session')
      .selectAll()
      .where(condition)
      .orderBy('sequence')
      .limit(most)
      .execute();
    const sessions = await Promise.all(rows.map((row) => this.#sessionOf(row)));
    return sessions.filter((session) => session !== undefined);
  }

  /** A session as it is shown to the person whose it is. */
  async shown(id: string): Promise<unknown> {
    const [session] = await this.where(sql`id = ${id}`, 1);
    if (session === undefined) return { name: `sessions/${id}` };
    const { createdAt, expiresAt, content } = session;
    return { name: `sessions/${id}`, createdAt, expiresAt, ...content };
  }

  /** See `deletedSince`. */
  deleted(since: Date | undefined, request: PageRequest): Promise<Page<string>> {
    return deletedSince(this.#database, since, request);
  }

  /** Erases sessions whose time is over, at most so many. @returns how many */
  async sweep(most: number, db: QueryExecutorProvider = agentTables(this.#database)): Promise<number> {
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM agent.session WHERE id IN (
        SELECT id FROM agent.session WHERE expires_at <= now() LIMIT ${most} FOR UPDATE SKIP LOCKED)`.execute(
      db,
    );
    return Number(numAffectedRows);
  }

  #update(
    tables: Kysely<AgentTables>,
    seen: Session,
    content: SessionContent,
    key: ContentKey | undefined,
    more: Partial<ReturnType<typeof keyColumns>> = {},
  ): Promise<Row | undefined> {
    return tables
      .updateTable('session')
      .set({
        ...this.#columns(seen.id, content, key),
        ...more,
        answered: content.progress.answer !== undefined,
        revision: seen.revision + 1,
        expires_at: this.#expiry(),
      })
      .where('id', '=', seen.id)
      .where('revision', '=', seen.revision)
      .returningAll()
      .executeTakeFirst();
  }

  /** A session from before there were keys. */
  #sealedFirst(
    sealing: Sealing,
    seen: Session,
    content: SessionContent,
  ): Promise<[Row | undefined, ContentKey]> {
    return agentTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const key = await sealing.keyFor(transaction, seen.id);
        return [await this.#update(transaction, seen, content, key, keyColumns(key)), key];
      });
  }

  #columns(
    id: string,
    content: SessionContent,
    key: ContentKey | undefined,
  ): { content: string; sealed: Buffer | null } {
    const text = storedContent.write(content);
    if (key === undefined || this.#sealing === undefined) return { content: text, sealed: null };
    return { content: SEALED_MARK, sealed: sealedRow(this.#sealing, text, key, id) };
  }

  /** As it is read again, without opening it. */
  #written(row: Row, content: SessionContent, key: ContentKey | undefined): Session {
    const stored = JSON.parse(storedContent.write(content)) as unknown;
    return this.#kept(row, storedContent.read(stored, row.id), key);
  }

  /** @returns undefined: what was erased, and came back with an older copy of the database */
  async #sessionOf(row: Row): Promise<Session | undefined> {
    if (row.sealed !== null && this.#sealing === undefined) throw withoutKeys(row.id);
    const opened =
      this.#sealing === undefined
        ? { content: row.content, key: undefined }
        : await openedRow(this.#sealing, row, row.id);
    return opened && this.#kept(row, storedContent.read(opened.content, row.id), opened.key);
  }

  #kept(row: Row, content: SessionContent, key: ContentKey | undefined): Session {
    const { id, revision, created_at: createdAt, expires_at: expiresAt } = row;
    const session = { id, revision, createdAt, expiresAt, content };
    if (key !== undefined) this.#keys.set(session, key);
    return session;
  }

  /** By the clock by which it is looked at, the database's: that of a process may be off. */
  #expiry(): RawBuilder<Date> {
    return sql<Date>`now() + make_interval(secs => ${this.#rules.ttlMs / 1000}::float8)`;
  }
}

type Row = Selectable<SessionTable>;

function keyColumns(key: ContentKey | undefined): {
  wrapped_key: Buffer | null;
  key_generation: number | null;
} {
  return { wrapped_key: key?.wrapped.bytes ?? null, key_generation: key?.wrapped.generation ?? null };
}

/** Tells the end users of one owner apart, and nothing else of them. */
export function endUserHash(owner: string, endUser: string): string {
  return endUser === '' ? '' : hash('sha256', JSON.stringify([owner, endUser]));
}

/** An id that nobody can guess: knowing it is needed to go on with a session where callers have no keys. */
export function newSessionId(): string {
  return randomUUID();
}

function withoutKeys(id: string): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `session sessions/${id}: is sealed, and this process has no keys; set ROOKERY_CONTENT_KEYS as it was when it was written`,
  );
}

function notFound(id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `session sessions/${id}: not found`, { reason: 'SESSION_NOT_FOUND' });
}
