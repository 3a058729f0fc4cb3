import { randomBytes } from 'node:crypto';
import type { Database } from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { sql, type Selectable } from 'kysely';
import { digestOf } from './digest.ts';
import { isTenant, TENANT_WORDS, type Quotas, type Role, type StoredKey } from './stored-key.ts';
import { keyTables, type ApiKeyTable } from './tables.ts';

const KEY_BYTES = 32;
const ID_BYTES = 5;
/** Keys that open something, at a time: every gateway holds all of them in memory. */
const MOST_KEYS = 10_000;

/** What a new key is to be. */
export interface KeyWish {
  readonly tenant: string;
  /** At least one. */
  readonly roles: readonly Role[];
  readonly quotas?: Quotas;
  readonly note?: string;
  readonly expiresAt?: Date | undefined;
}

/** A key that was just made: the one moment in which it can be read. */
export interface MadeKey {
  readonly key: string;
  readonly stored: StoredKey;
}

/** A key that opens something, with what it is told by. */
export interface KeyWithDigest extends StoredKey {
  readonly digest: Buffer;
}

/** The keys, in PostgreSQL: all of each but the key itself. Revoked ones stay, as a record of who there was. */
export class KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RookeryError INVALID_ARGUMENT (tenant, roles, expires); RESOURCE_EXHAUSTED when there are ten thousand */
  async create({ tenant, roles, quotas = {}, note = '', expiresAt }: KeyWish): Promise<MadeKey> {
    if (!isTenant(tenant)) throw invalidArgument('tenant', `is not a name ${TENANT_WORDS}`);
    if (roles.length === 0) throw invalidArgument('roles', 'is empty; a key needs one at least');
    if (expiresAt !== undefined && expiresAt.getTime() <= Date.now()) {
      throw invalidArgument('expires', `${expiresAt.toISOString()} has passed`);
    }
    await this.#checkRoom();
    const key = `rookery_${randomBytes(KEY_BYTES).toString('base64url')}`;
    const row = await keyTables(this.#database)
      .insertInto('api_key')
      .values({
        id: `key-${randomBytes(ID_BYTES).toString('hex')}`,
        digest: digestOf(key),
        tenant,
        roles: [...new Set(roles)],
        most_calls: quotas.calls ?? null,
        most_sessions: quotas.sessions ?? null,
        note,
        expires_at: expiresAt ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { key, stored: storedKey(row) };
  }

  /** All keys, revoked ones too, in the order in which they were made. */
  async list(): Promise<StoredKey[]> {
    const rows = await keyTables(this.#database)
      .selectFrom('api_key')
      .selectAll()
      .orderBy('sequence')
      .execute();
    return rows.map(storedKey);
  }

  /**
   * Makes another key with the owner, the roles and the quotas of one, and lets that one end.
   * @param overlapMs how long both open, in milliseconds
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when it is revoked or has ended
   */
  async rotate(id: string, overlapMs: number): Promise<MadeKey> {
    const old = await this.#get(id);
    const endsAt = new Date(Date.now() + overlapMs);
    if (
      old.revokedAt !== undefined ||
      (old.expiresAt !== undefined && old.expiresAt.getTime() <= Date.now())
    ) {
      throw new RookeryError('FAILED_PRECONDITION', `key ${id}: has ended; make a new one for its tenant`);
    }
    const { tenant, roles, quotas, note } = old;
    const made = await this.create({ tenant, roles, quotas, note });
    if (overlapMs === 0) await this.revoke(id);
    else {
      await keyTables(this.#database)
        .updateTable('api_key')
        .set({ expires_at: sql<Date>`least(expires_at, ${endsAt})` })
        .where('id', '=', id)
        .execute();
    }
    return made;
  }

  /** From now on the key opens nothing. Done again, it changes nothing. @throws RookeryError NOT_FOUND */
  async revoke(id: string): Promise<StoredKey> {
    const row = await keyTables(this.#database)
      .updateTable('api_key')
      .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw keyNotFound(id);
    return storedKey(row);
  }

  /** Moves whenever a key was made or changed. */
  async revision(): Promise<string> {
    const { number } = await keyTables(this.#database)
      .selectFrom('revision')
      .select('number')
      .executeTakeFirstOrThrow();
    return number;
  }

  /** The keys that were not revoked, and whether there was ever one. */
  async open(): Promise<{ readonly keys: KeyWithDigest[]; readonly everMade: boolean }> {
    const rows = await keyTables(this.#database)
      .selectFrom('api_key')
      .selectAll()
      .where('revoked_at', 'is', null)
      .where(sql<boolean>`expires_at IS NULL OR expires_at > now()`)
      .limit(MOST_KEYS)
      .execute();
    if (rows.length > 0)
      return { keys: rows.map((row) => ({ ...storedKey(row), digest: row.digest })), everMade: true };
    const any = await keyTables(this.#database)
      .selectFrom('api_key')
      .select('id')
      .limit(1)
      .executeTakeFirst();
    return { keys: [], everMade: any !== undefined };
  }

  async #get(id: string): Promise<StoredKey> {
    const row = await keyTables(this.#database)
      .selectFrom('api_key')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw keyNotFound(id);
    return storedKey(row);
  }

  async #checkRoom(): Promise<void> {
    const { keys } = await this.open();
    if (keys.length < MOST_KEYS) return;
    throw new RookeryError(
      'RESOURCE_EXHAUSTED',
      `keys: ${MOST_KEYS} are open, which is the most; revoke some`,
    );
  }
}

function storedKey(row: Selectable<ApiKeyTable>): StoredKey {
  return {
    id: row.id,
    tenant: row.tenant,
    roles: row.roles,
    quotas: { calls: row.most_calls ?? undefined, sessions: row.most_sessions ?? undefined },
    note: row.note,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

function keyNotFound(id: string): RookeryError {
  return new RookeryError(
    'NOT_FOUND',
    `key ${id.slice(0, 100)}: not found; \`rookery keys list\` names them`,
  );
}
