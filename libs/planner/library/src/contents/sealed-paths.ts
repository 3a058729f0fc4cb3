import type { Database } from '@rookery/shared-database';
import { PLANNER_KEYS, type SealedContents } from '@rookery/shared-sealing';
import { sql, type QueryExecutorProvider } from 'kysely';
import { bytesOf } from '../vector-bytes.ts';
import { PathContents } from './path-contents.ts';

/** Rows of one transaction. */
const BATCH = 500;

/** The contents of libraries: paths with their vectors, and finished searches with theirs. */
export function sealedPaths(database: Database): SealedContents {
  const hasKey = sql`JOIN planner.content_key ON content_key.id = path`;
  return {
    keys: PLANNER_KEYS,
    isPlain: sql<boolean>`(
      EXISTS (SELECT FROM planner.path WHERE sealed IS NULL)
      OR EXISTS (SELECT FROM planner.path_vector ${hasKey} WHERE NOT is_sealed)
      OR EXISTS (SELECT FROM planner.finished_search ${hasKey} WHERE embedding IS NOT NULL))`,
    async sealSome(transaction, sealing) {
      const contents = new PathContents(database, sealing);
      for (const step of [sealPaths, sealVectors, sealEmbeddings]) {
        const rows = await step(transaction, contents);
        if (rows > 0) return rows;
      }
      // Whoever replaces keys and knows nothing of paths deletes keys alone.
      await sql`
        DELETE FROM planner.path WHERE sealed IS NOT NULL
           AND NOT EXISTS (SELECT FROM planner.content_key WHERE content_key.id = path.id)`.execute(
        transaction,
      );
      return 0;
    },
    async eraseRemains(transaction, ids) {
      const gone = [...ids];
      // As an erasure does: what was learned from them is learned anew.
      await sql`
        UPDATE planner.library_fit SET fit = '', embedder = ''
         WHERE fit <> '' AND library IN (SELECT library FROM planner.path WHERE id = ANY(${gone}::text[]))`.execute(
        transaction,
      );
      await sql`DELETE FROM planner.path WHERE id = ANY(${gone}::text[])`.execute(transaction);
      await sql`DELETE FROM planner.content_key WHERE id = ANY(${gone}::text[])`.execute(transaction);
    },
  };
}

async function sealPaths(transaction: QueryExecutorProvider, contents: PathContents): Promise<number> {
  const { rows } = await sql<{ id: string; query: string; profile_key: string }>`
    SELECT id, query, profile_key FROM planner.path WHERE sealed IS NULL
     LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const ids = rows.map(({ id }) => id);
  const keys = await contents.makeKeys(transaction, ids);
  const anew = rows.map((row) => contents.columns(row, row.id, keys.get(row.id)));
  await sql`
    UPDATE planner.path AS row SET query = '', profile_key = '', sealed = new.sealed, asked = new.asked
      FROM unnest(${ids}::text[], ${anew.map(({ sealed }) => sealed)}::bytea[], ${anew.map(({ asked }) => asked)}::text[])
        AS new (id, sealed, asked)
     WHERE row.id = new.id`.execute(transaction);
  return rows.length;
}

async function sealVectors(transaction: QueryExecutorProvider, contents: PathContents): Promise<number> {
  const { rows } = await sql<{ path: string; vector: Buffer }>`
    SELECT path, vector FROM planner.path_vector
     WHERE NOT is_sealed AND EXISTS (SELECT FROM planner.content_key WHERE content_key.id = path)
     LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const paths = rows.map(({ path }) => path);
  const keys = await contents.keysOf(paths, transaction);
  const anew = rows.flatMap(({ path, vector }) => {
    const key = keys.get(path);
    return key === undefined ? [] : [{ path, vector: contents.sealedBytes(vector, 'vector', path, key) }];
  });
  await sql`
    UPDATE planner.path_vector AS row SET vector = new.vector, is_sealed = true
      FROM unnest(${anew.map(({ path }) => path)}::text[], ${anew.map(({ vector }) => vector)}::bytea[]) AS new (path, vector)
     WHERE row.path = new.path`.execute(transaction);
  return anew.length;
}

async function sealEmbeddings(transaction: QueryExecutorProvider, contents: PathContents): Promise<number> {
  const { rows } = await sql<{ path: string; embedding: number[] }>`
    SELECT path, embedding FROM planner.finished_search
     WHERE embedding IS NOT NULL AND EXISTS (SELECT FROM planner.content_key WHERE content_key.id = path)
     LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const paths = rows.map(({ path }) => path);
  const keys = await contents.keysOf(paths, transaction);
  const anew = rows.flatMap(({ path, embedding }) => {
    const key = keys.get(path);
    const bytes = bytesOf(Float32Array.from(embedding));
    return key === undefined ? [] : [{ path, sealed: contents.sealedBytes(bytes, 'embedding', path, key) }];
  });
  await sql`
    UPDATE planner.finished_search AS row SET embedding = NULL, sealed_embedding = new.sealed
      FROM unnest(${anew.map(({ path }) => path)}::text[], ${anew.map(({ sealed }) => sealed)}::bytea[]) AS new (path, sealed)
     WHERE row.path = new.path`.execute(transaction);
  return anew.length;
}
