import { isOneOf, isTenants, isTheirQuery, names, type Person, type Place } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';
import type { PathContents } from './contents/path-contents.ts';

type Theirs = (person: Person) => RawBuilder<unknown>;

/** The paths that were planned for what a person asks, in libraries of the tenant. */
const theirPaths =
  (contents: PathContents): Theirs =>
  (person) => {
    const asked = person.queries.flatMap((digest) => contents.asked(digest) ?? []);
    return sql`
      SELECT path.id FROM planner.path JOIN planner.library ON library.name = path.library
       WHERE ${isTenants(person, 'library.owner')}
         AND ((path.sealed IS NULL AND ${isTheirQuery(person, sql.ref('path.query'))})
              OR ${isOneOf('path.asked', asked)} OR ${names(person, 'path.request_id')})`;
  };

const ofTheirPaths = (table: string, theirs: Theirs) => ({
  rows: (person: Person) =>
    sql<{ row: unknown }>`
      SELECT jsonb_build_object('path', path) AS row FROM ${sql.table(table)} WHERE path IN (${theirs(person)})`,
});

/** A path as it is shown to the person whose it is. */
async function shownPath(row: unknown, contents: PathContents): Promise<unknown> {
  const { sealed, asked: _asked, ...shown } = row as { id: string; sealed: string | null; asked: unknown };
  if (sealed === null) return shown;
  const bytes = Buffer.from(sealed.slice('\\x'.length), 'hex');
  const keys = await contents.keysOf([shown.id]);
  const { query = '' } = contents.opened({ query: '', profile_key: '', sealed: bytes }, shown.id, keys) ?? {};
  return { ...shown, query };
}

/** What the schema `planner` holds about people, the last first that others go with. */
export function plannerPlaces(contents: PathContents): readonly Place[] {
  const theirs = theirPaths(contents);
  return [
    {
      table: 'planner.library_fit',
      holds:
        'what a library learned from searches, those for a person among them: it is forgotten, and learned anew without them',
      rows: (person) => sql`
      SELECT jsonb_build_object('library', library) AS row FROM planner.library_fit
       WHERE fit <> '' AND library IN (SELECT library FROM planner.path WHERE id IN (${theirs(person)}))`,
      erase: (person) => sql`
      UPDATE planner.library_fit SET fit = '', embedder = ''
       WHERE fit <> '' AND library IN (SELECT library FROM planner.path WHERE id IN (${theirs(person)}))`,
    },
    {
      table: 'planner.finished_search',
      holds: 'searches for what they ask, with its embedding',
      ...ofTheirPaths('planner.finished_search', theirs),
    },
    {
      table: 'planner.path_vector',
      holds: 'embeddings of what they ask',
      ...ofTheirPaths('planner.path_vector', theirs),
    },
    {
      table: 'planner.path',
      holds: 'paths that were planned for them, with what they ask',
      rows: (person) => sql`SELECT to_jsonb(path) AS row FROM planner.path WHERE id IN (${theirs(person)})`,
      erase: (person) => sql`DELETE FROM planner.path WHERE id IN (${theirs(person)})`,
      shown: (row) => shownPath(row, contents),
    },
    { table: 'planner.library', holdsNothing: 'names that tenants choose, and counts' },
    { table: 'planner.content_key', holdsNothing: 'keys of what is sealed, which go with it' },
    { table: 'planner.content_generation', holdsNothing: 'a number: which keys those keys are sealed with' },
  ];
}

/** A table that is only there with pgvector, a copy of planner.path_vector, whose rows go with it. */
export function pgvectorPlace(contents: PathContents): Place {
  return {
    table: 'planner.path_pgvector',
    holds: 'the same embeddings, for pgvector',
    ...ofTheirPaths('planner.path_pgvector', theirPaths(contents)),
  };
}
