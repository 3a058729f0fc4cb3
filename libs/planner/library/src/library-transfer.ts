import { mayRead, type Database, type Reader } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Transaction } from 'kysely';
import { createHash, randomUUID } from 'node:crypto';
import {
  headerFromLine,
  headerToLine,
  recordFromLine,
  recordToLine,
  type LibraryFileRecord,
} from './library-file.ts';
import { libraryKey, titleOf } from './library-key.ts';
import { insertLibrary, libraryNotFound } from './library-names.ts';
import { pathOf, rowOf } from './path-row.ts';
import { bytesOf, vectorIn } from './vector-bytes.ts';
import type { PathContents } from './contents/path-contents.ts';
import { plannerTables, type PlannerTables } from './tables.ts';

const PAGE = 500;

/** Where libraries are, and what opens them. */
export interface TransferParts {
  readonly database: Database;
  readonly contents: PathContents;
}

/**
 * A library as the lines of a file: a header, then a line for each path, oldest first, all of one moment. What was learned
 * from its searches is not part of it.
 * @throws RookeryError NOT_FOUND; the signal's reason
 */
export async function* exportLibrary(
  { database, contents }: TransferParts,
  reader: Reader,
  library: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const transaction = await plannerTables(database)
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    const found = await transaction
      .selectFrom('library')
      .select('embedder')
      .where('name', '=', library)
      .where(mayRead(reader))
      .executeTakeFirst();
    if (found === undefined) throw libraryNotFound(library);
    // Read twice: the header says what follows, and all of it would not fit memory.
    const hash = createHash('sha256');
    let paths = 0;
    for await (const line of pathLines(transaction, contents, library, signal)) {
      hash.update(`${line}\n`);
      paths += 1;
    }
    yield headerToLine({
      library: titleOf(library),
      embedder: found.embedder,
      paths,
      sha256: hash.digest('hex'),
    });
    yield* pathLines(transaction, contents, library, signal);
  } finally {
    await transaction.rollback().execute();
  }
}

async function* pathLines(
  transaction: Transaction<PlannerTables>,
  contents: PathContents,
  library: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  for (let after = '-1'; ;) {
    signal.throwIfAborted();
    const rows = await transaction
      .selectFrom('path')
      .leftJoin('path_vector', 'path_vector.path', 'path.id')
      .selectAll('path')
      .select(['path_vector.vector', 'path_vector.is_sealed'])
      .where('path.library', '=', library)
      .where('path.sequence', '>', after)
      .orderBy('path.sequence')
      .limit(PAGE)
      .execute();
    const keys = await contents.keysOf(
      rows.map(({ id }) => id),
      transaction,
    );
    for (const { vector, is_sealed, ...row } of rows) {
      const opened = contents.opened(row, row.id, keys);
      // Erased, and back with an older copy of the database.
      if (opened === undefined) continue;
      const { id, library: _library, createdAt, ...path } = pathOf(opened);
      const bytes =
        vector !== null && is_sealed === true ? contents.openedBytes(vector, 'vector', id, keys) : vector;
      yield recordToLine({
        path,
        createdAt,
        vector: bytes === null || bytes === undefined ? undefined : vectorIn(bytes),
      });
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.sequence ?? after;
  }
}

export interface Imported {
  readonly library: string;
  readonly paths: number;
}

/**
 * Makes a library of the lines of a file, all of it or nothing.
 * @param wanted name of the new library (empty: the one it had), whose it is, and the embedder of this service
 * @throws RookeryError INVALID_ARGUMENT (not such a file), ALREADY_EXISTS, FAILED_PRECONDITION (EMBEDDER_MISMATCH), DATA_LOSS (cut
 *   short, or changed on the way); the signal's reason
 */
export async function importLibrary(
  { database, contents }: TransferParts,
  lines: AsyncIterable<string>,
  wanted: { readonly library: string; readonly owner: string; readonly embedder: string },
  signal: AbortSignal,
): Promise<Imported> {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done === true) throw new RookeryError('DATA_LOSS', 'the file is empty');
  const header = headerFromLine(first.value);
  if (header.embedder !== null && header.embedder !== wanted.embedder) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `the library in the file was made with the embedder ${header.embedder}, and this service runs ${wanted.embedder}: ` +
        "their vectors cannot be compared. Run the service with ROOKERY_EMBEDDER set to the library's embedder",
      { reason: 'EMBEDDER_MISMATCH', metadata: { made_with: header.embedder, service: wanted.embedder } },
    );
  }
  const { owner } = wanted;
  const library = libraryKey(wanted.library === '' ? header.library : wanted.library, { name: owner });
  let begun = false;
  await plannerTables(database)
    .transaction()
    .execute(async (transaction) => {
      // The file streams by once.
      if (begun) throw new RookeryError('ABORTED', 'the database broke the import off; send the file again');
      begun = true;
      await insertLibrary(transaction, { name: library, owner: wanted.owner, embedder: header.embedder });
      const hash = createHash('sha256');
      let batch: LibraryFileRecord[] = [];
      let paths = 0;
      for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
        signal.throwIfAborted();
        paths += 1;
        hash.update(`${next.value}\n`);
        batch.push(recordFromLine(next.value, paths + 1));
        if (batch.length < PAGE) continue;
        await insert(transaction, contents, library, batch);
        batch = [];
      }
      if (paths !== header.paths) {
        throw new RookeryError(
          'DATA_LOSS',
          `the file holds ${paths} of ${header.paths} paths: it was cut short`,
        );
      }
      if (hash.digest('hex') !== header.sha256) {
        throw new RookeryError(
          'DATA_LOSS',
          'the file was changed after it was exported: its SHA-256 differs',
        );
      }
      await insert(transaction, contents, library, batch);
    });
  return { library, paths: header.paths };
}

async function insert(
  transaction: Transaction<PlannerTables>,
  contents: PathContents,
  library: string,
  records: readonly LibraryFileRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const keyed = records.map((record) => ({ ...record, id: randomUUID() }));
  const keys = await contents.makeKeys(
    transaction,
    keyed.map(({ id }) => id),
  );
  await transaction
    .insertInto('path')
    .values(
      keyed.map(({ id, path, createdAt }) => ({
        ...rowOf(
          path,
          { id, library },
          undefined,
          contents.columns({ query: path.query, profile_key: path.profileKey }, id, keys.get(id)),
        ),
        created_at: createdAt,
      })),
    )
    .execute();
  const vectors = keyed.flatMap(({ id, vector }) => {
    if (vector === undefined) return [];
    const key = keys.get(id);
    const bytes = bytesOf(vector);
    if (key === undefined) return [{ path: id, vector: bytes, is_sealed: false }];
    return [{ path: id, vector: contents.sealedBytes(bytes, 'vector', id, key), is_sealed: true }];
  });
  if (vectors.length > 0) await transaction.insertInto('path_vector').values(vectors).execute();
}
