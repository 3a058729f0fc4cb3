import { isTenants, isTheirQuery, names, type Person, type Place } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';

/** The paths that were planned for what a person asks, in libraries of the tenant. */
function theirs(person: Person): RawBuilder<unknown> {
  return sql`
    SELECT path.id FROM planner.path JOIN planner.library ON library.name = path.library
     WHERE ${isTenants(person, 'library.owner')}
       AND (${isTheirQuery(person, sql.ref('path.query'))} OR ${names(person, 'path.request_id')})`;
}

const ofTheirPaths = (table: string) => ({
  rows: (person: Person) =>
    sql<{ row: unknown }>`
      SELECT jsonb_build_object('path', path) AS row FROM ${sql.table(table)} WHERE path IN (${theirs(person)})`,
});

/** What the schema `planner` holds about people, the last first that others go with. */
export const PLANNER_PLACES: readonly Place[] = [
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
    ...ofTheirPaths('planner.finished_search'),
  },
  {
    table: 'planner.path_vector',
    holds: 'embeddings of what they ask',
    ...ofTheirPaths('planner.path_vector'),
  },
  {
    table: 'planner.path',
    holds: 'paths that were planned for them, with what they ask',
    rows: (person) => sql`SELECT to_jsonb(path) AS row FROM planner.path WHERE id IN (${theirs(person)})`,
    erase: (person) => sql`DELETE FROM planner.path WHERE id IN (${theirs(person)})`,
  },
  { table: 'planner.library', holdsNothing: 'names that tenants choose, and counts' },
];

/** A table that is only there with pgvector, a copy of planner.path_vector, whose rows go with it. */
export const PGVECTOR_PLACE: Place = {
  table: 'planner.path_pgvector',
  holds: 'the same embeddings, for pgvector',
  ...ofTheirPaths('planner.path_pgvector'),
};
