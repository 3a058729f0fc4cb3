import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { profileId, type Profile } from '@rookery/shared-scenario';
import { digest, nameOfKey, seal, unseal, type Sealing } from '@rookery/shared-sealing';
import { sql, type QueryExecutorProvider } from 'kysely';
import { BENCHMARK_SCHEMA } from '../schema.ts';

/** Keys of contents by their ids: of scenarios, and of people of syntheses. */
export type Keys = ReadonlyMap<string, Buffer>;

/** What a sealed text is: it opens as nothing else. */
export type Kind = 'scenario' | 'response' | 'verdict' | 'note' | 'person' | 'query' | 'vector';

/**
 * What is said of and to people in the tables of the benchmark, encrypted with a key for each scenario (and each person of a
 * synthesis), or as it is where the deployment has no keys. Rows that were stored before there were keys have none until they are sealed.
 */
export class Contents {
  readonly #database: Database;
  readonly #sealing: Sealing | undefined;

  /** @param sealing undefined: what is written lies plain, and what is sealed cannot be read */
  constructor(database: Database, sealing?: Sealing) {
    this.#database = database;
    this.#sealing = sealing;
  }

  /** Whether what is new is sealed. */
  get areSealed(): boolean {
    return this.#sealing !== undefined;
  }

  /** The keys that there are; those of rows from before there were keys are missing, and of what was erased and came back. */
  async keysOf(ids: Iterable<string>, db: QueryExecutorProvider = this.#db): Promise<Keys> {
    const sealing = this.#sealing;
    const keys = new Map<string, Buffer>();
    const wanted = [...new Set(ids)];
    if (sealing === undefined || wanted.length === 0) return keys;
    const { rows } = await sql<{ id: string; name: string; wrapped_key: Buffer; key_generation: string }>`
      SELECT id, ${nameOfKey(sealing.table)} AS name, wrapped_key, key_generation FROM benchmark.content_key WHERE id = ANY(${wanted}::text[])`.execute(
      db,
    );
    for (const { id, name, wrapped_key: bytes, key_generation } of rows) {
      const wrapped = { generation: Number(key_generation), bytes };
      const key = await sealing.ring.unwrap(wrapped, sealing.about(id), name);
      if (key !== undefined) keys.set(id, key);
    }
    return keys;
  }

  /** Makes keys in a transaction that writes what they open, where there are none yet. @returns theirs; none without keys above */
  async makeKeys(transaction: QueryExecutorProvider, ids: readonly string[]): Promise<Keys> {
    const sealing = this.#sealing;
    if (sealing === undefined || ids.length === 0) return new Map();
    await sealing.prepare(transaction);
    // The order keeps two imports of the same rows from waiting for each other in a circle.
    const rows = [...new Set(ids)]
      .toSorted()
      .map((id) => ({ id, ...sealing.ring.makeKey(sealing.about(id)) }));
    const { rows: added } = await sql<{ id: string }>`
      INSERT INTO benchmark.content_key (id, wrapped_key, key_generation)
      SELECT id, key, generation
        FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ wrapped }) => wrapped.bytes)}::bytea[],
                    ${rows.map(({ wrapped }) => wrapped.generation)}::bigint[]) AS new (id, key, generation)
      ON CONFLICT DO NOTHING RETURNING id`.execute(transaction);
    const isNew = new Set(added.map(({ id }) => id));
    const [made, others] = [rows.filter(({ id }) => isNew.has(id)), rows.filter(({ id }) => !isNew.has(id))];
    const there = await this.keysOf(
      others.map(({ id }) => id),
      transaction,
    );
    return new Map([...there, ...made.map(({ id, key }) => [id, key] as const)]);
  }

  /**
   * The key by which people are told apart. Equal profiles are one person; whoever has the database alone cannot try profiles out.
   */
  profileKey(profile: Profile): string {
    return this.keyOfProfile(profileId(profile));
  }

  /** The same, of an id that `profileId` made. */
  keyOfProfile(id: string): string {
    return this.#sealing?.ring.digest('profile', id) ?? id;
  }

  /** By which two scenarios are known to ask the same; null without keys. */
  asked(query: string, background: string): string | null {
    return this.#sealing?.ring.digest('asked', JSON.stringify([query, background])) ?? null;
  }

  /**
   * What was sealed for a row.
   * @param id of its key
   * @returns undefined: it was erased, and stands here because an older copy of the database was restored
   * @throws RookeryError FAILED_PRECONDITION when this process has no keys; DATA_LOSS when it was changed
   */
  opened(sealed: Buffer, kind: Kind, id: string, keys: Keys): Buffer | undefined {
    if (this.#sealing === undefined) {
      throw new RookeryError(
        'FAILED_PRECONDITION',
        `${kind} of ${id}: is sealed, and this process has no keys; set ROOKERY_CONTENT_KEYS as it was when it was written`,
      );
    }
    const key = keys.get(id);
    if (key === undefined) return undefined;
    const plain = unseal(sealed, key, about(kind, id));
    if (plain !== undefined) return plain;
    throw new RookeryError('DATA_LOSS', `${kind} of ${id}: was changed, or is another's`);
  }

  /** The same as text; empty for what was erased. */
  text(sealed: Buffer | null | undefined, plain: string, kind: Kind, id: string, keys: Keys): string {
    if (sealed === null || sealed === undefined) return plain;
    return this.opened(sealed, kind, id, keys)?.toString() ?? '';
  }

  get #db() {
    return this.#database.tables<unknown>(BENCHMARK_SCHEMA);
  }
}

/** @param id of the key */
export function sealed(plain: string | Buffer, kind: Kind, id: string, key: Buffer): Buffer {
  return seal(typeof plain === 'string' ? Buffer.from(plain) : plain, key, about(kind, id));
}

/** Bytes as JSON brings them to the database. */
export function hex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

/** Tells answers to one scenario apart, and nothing of them to whoever has not got its key. */
export function responseDigest(response: string, key: Buffer): string {
  return digest(key, 'response', response);
}

function about(kind: Kind, id: string): string {
  return `benchmark ${kind} ${id}`;
}
