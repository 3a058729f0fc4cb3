import { setTimeout as wait } from 'node:timers/promises';
import { sqlState, type Database } from '@rookery/shared-database';
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { nameOfKey } from './key-table.ts';
import type { Sealing } from './sealing.ts';

/** Rows of one transaction. */
const BATCH = 500;

/** What a change of generations came to. */
export interface Replaced {
  /** Contents that are open from now on to the new generation alone. */
  readonly rewrapped: number;
  /** Contents that lay plain before. */
  readonly sealed: number;
  /** Remains of erased people that came back with an older copy of the database. */
  readonly erasedAgain: number;
}

/**
 * Replaces the key above the keys of all contents of a table, and destroys the ones before it: what older copies of the database, its
 * log and its dead rows hold of erased contents opens for nobody from then on. Stopped anywhere, it is begun again; two of them at once
 * are not allowed for (a queue sees to that).
 */
export async function replaceKeys(
  database: Database,
  sealing: Sealing,
  signal: AbortSignal,
): Promise<Replaced> {
  const { ring, table: where } = sealing;
  const table = sql.id(where.schema, where.table);
  const generation = sql.id(where.schema, 'content_generation');
  const db = database.tables<unknown>(where.schema);
  await ring.reload();
  const { rows } = await sql<{ number: string }>`SELECT number FROM ${generation}`.execute(db);
  // One that was added and never announced was left by a replacement that was stopped there.
  if (ring.newest <= Number(rows[0]?.number ?? 0)) await ring.add();
  const { newest } = ring;
  await sql`UPDATE ${generation} SET number = ${newest}, erased = false`.execute(db);
  // Whoever has not seen the number yet has ended after this, and whoever comes later sees it: no row of an older one comes any more.
  await untilWritten(db, table, signal);
  const done = { rewrapped: 0, sealed: 0, erasedAgain: 0 };
  for (let more = true; more;) {
    signal.throwIfAborted();
    const { rewrapped, erased } = await inBatch(db, (transaction) => rewrap(transaction, sealing, newest));
    done.rewrapped += rewrapped;
    done.erasedAgain += erased;
    more = rewrapped + erased > 0;
  }
  for (let more = true; more;) {
    signal.throwIfAborted();
    const sealed = await inBatch(db, (transaction) => sealing.contents.sealSome(transaction, sealing));
    done.sealed += sealed;
    more = sealed > 0;
  }
  await ring.leaveOnlyNewest(await livingKeys(db, sealing, signal));
  await sql`UPDATE ${generation} SET replaced_at = now()`.execute(db);
  return done;
}

/**
 * Whether the key above should be replaced: contents went, or lie plain still, and the last time is long enough ago; or another
 * process stopped before it had destroyed the old one.
 */
export async function replacementIsDue(
  database: Database,
  { ring, contents, table: { schema, table } }: Sealing,
  afterMs: number,
): Promise<boolean> {
  await ring.reload();
  // One that is under way, or was stopped: what it was to destroy is there still.
  if (ring.size > 1) return true;
  const { rows } = await sql<{ due: boolean }>`
    SELECT (erased AND replaced_at < now() - make_interval(secs => ${afterMs / 1000}::float8))
           OR EXISTS (SELECT FROM ${sql.id(schema, table)} WHERE key_generation < number)
           OR ${contents.isPlain} AS due
      FROM ${sql.id(schema, 'content_generation')}`.execute(database.tables<unknown>(schema));
  return rows[0]?.due ?? false;
}

/**
 * Waits until whoever writes keys has ended. Others who would write wait behind it, so it steps back again and again for those who take
 * long (an import of a whole library is one transaction).
 */
async function untilWritten(
  db: Kysely<unknown>,
  table: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await inBatch(db, async (transaction) => {
        await sql`SET LOCAL lock_timeout = ${sql.lit(LONGEST_LOCK)}`.execute(transaction);
        await sql`LOCK TABLE ${table} IN SHARE MODE`.execute(transaction);
      });
      return;
    } catch (caught) {
      if (sqlState(caught) !== LOCK_NOT_AVAILABLE) throw caught;
    }
    await wait(STEP_BACK_MS, undefined, { signal });
  }
}

/** How long others may wait behind a replacement at a time, and until it tries again. */
const LONGEST_LOCK = '1s';
const STEP_BACK_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

function inBatch<Result>(
  db: Kysely<unknown>,
  work: (transaction: Transaction<unknown>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(work);
}

interface KeyRow {
  readonly id: string;
  /** See `nameOfKey`. */
  readonly name: string;
  readonly wrapped_key: Buffer;
  readonly key_generation: string;
}

async function rewrap(
  transaction: Transaction<unknown>,
  sealing: Sealing,
  newest: number,
): Promise<{ rewrapped: number; erased: number }> {
  const table = sql.id(sealing.table.schema, sealing.table.table);
  const { rows } = await sql<KeyRow>`
    SELECT id, ${nameOfKey(sealing.table)} AS name, wrapped_key, key_generation FROM ${table}
     WHERE key_generation < ${newest} ORDER BY key_generation LIMIT ${BATCH} FOR UPDATE`.execute(transaction);
  const kept: { id: string; bytes: Buffer }[] = [];
  const erased: string[] = [];
  for (const { id, name, wrapped_key: bytes, key_generation } of rows) {
    const wrapped = { generation: Number(key_generation), bytes };
    const key = await sealing.ring.unwrap(wrapped, sealing.about(id), name);
    if (key === undefined) erased.push(id);
    else kept.push({ id, bytes: sealing.ring.wrap(key, sealing.about(id)).bytes });
  }
  if (erased.length > 0) await sealing.contents.eraseRemains(transaction, erased);
  await sql`
    UPDATE ${table} AS row SET wrapped_key = new.bytes, key_generation = ${newest}
      FROM unnest(${kept.map(({ id }) => id)}::text[], ${kept.map(({ bytes }) => bytes)}::bytea[]) AS new (id, bytes)
     WHERE row.id = new.id`.execute(transaction);
  return { rewrapped: kept.length, erased: erased.length };
}

async function livingKeys(
  db: Kysely<unknown>,
  { table }: Sealing,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Buffer>> {
  const living = new Map<string, Buffer>();
  for (let last = ''; ;) {
    signal.throwIfAborted();
    const { rows } = await sql<KeyRow>`
      SELECT id, ${nameOfKey(table)} AS name, wrapped_key FROM ${sql.id(table.schema, table.table)}
       WHERE id > ${last} AND wrapped_key IS NOT NULL ORDER BY id LIMIT ${BATCH}`.execute(db);
    for (const { name, wrapped_key: bytes } of rows) living.set(name, bytes);
    const end = rows.at(-1);
    if (end === undefined) return living;
    last = end.id;
  }
}
