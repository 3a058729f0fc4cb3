import { mayRead, readerOf, type Reader } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Caller } from '@rookery/shared-runtime';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { shownLibrary, titleOf } from './library-key.ts';
import type { PlannerTables } from './tables.ts';

/** Makes an empty library. @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN), whoever has the name */
export async function insertLibrary(
  tables: Kysely<PlannerTables>,
  library: { readonly name: string; readonly owner: string; readonly embedder: string | null },
): Promise<void> {
  if (!(await insertUnlessThere(tables, library))) throw nameTaken(library.name);
}

/** Makes a library of the caller's unless it is there. @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN): it is another's */
export async function ensureLibrary(
  tables: Kysely<PlannerTables>,
  name: string,
  caller: Caller,
): Promise<void> {
  if (await insertUnlessThere(tables, { name, owner: caller.name, embedder: null })) return;
  await checkFree(tables, name, caller);
}

/** @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN) when a library of this name is one that the caller may not see */
export async function checkFree(tables: Kysely<PlannerTables>, name: string, caller: Caller): Promise<void> {
  const { mine } =
    (await tables
      .selectFrom('library')
      .select(mayRead(readerOf(caller)).as('mine'))
      .where('name', '=', name)
      .executeTakeFirst()) ?? {};
  if (mine === false) throw nameTaken(name);
}

async function insertUnlessThere(
  tables: Kysely<PlannerTables>,
  library: { readonly name: string; readonly owner: string; readonly embedder: string | null },
): Promise<boolean> {
  const made = await tables
    .insertInto('library')
    .values(library)
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  return made !== undefined;
}

function nameTaken(name: string): RookeryError {
  return new RookeryError(
    'ALREADY_EXISTS',
    `library libraries/${titleOf(name)}: there is one of this name; choose another name`,
    { reason: 'NAME_TAKEN' },
  );
}

/** The condition on libraries that a reader may look into: its own and published ones. */
export function mayLookInto(reader: Reader): RawBuilder<boolean> {
  return sql<boolean>`(${mayRead(reader, 'library.owner')} OR library.published)`;
}

/** @throws RookeryError NOT_FOUND, also for the library of another owner that is not published */
export async function checkReadable(
  tables: Kysely<PlannerTables>,
  name: string,
  reader: Reader,
): Promise<void> {
  const found = await tables
    .selectFrom('library')
    .select('name')
    .where('name', '=', name)
    .where(mayLookInto(reader))
    .executeTakeFirst();
  if (found === undefined) throw libraryNotFound(name);
}

/** A library that is not there, or not the reader's. */
export function libraryNotFound(name: string): RookeryError {
  return new RookeryError('NOT_FOUND', `library libraries/${shownLibrary(name)}: not found`);
}
