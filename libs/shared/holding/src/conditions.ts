import { hash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Person } from './place.ts';

/** The condition that a column names the tenant whose data is meant. */
export function isTenants(person: Person, column: string): RawBuilder<boolean> {
  return person.tenant === undefined
    ? sql<boolean>`true`
    : sql<boolean>`${sql.ref(column)} = ${person.tenant}`;
}

/** The condition that a column is one of these. */
export function isOneOf(column: string, values: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} = ANY(${[...values]}::text[])`;
}

/** How a query is passed on from service to service, and noted while somebody is erased: never as it is. */
export function queryDigest(query: string): string {
  return hash('sha256', query);
}

/** The condition that a column, or an expression, is one of their queries. */
export function isTheirQuery(person: Person, column: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`encode(sha256(convert_to(${column}, 'UTF8')), 'hex') = ANY(${[...person.queries]}::text[])`;
}

/** Shorter names of end users are parts of too many words. */
const SHORTEST_NAME = 3;

/**
 * The condition that a text which callers choose (an id of a request) names the person: their end user as a word of its own, or a
 * scenario, a profile or a session of theirs, whose ids are part of nothing else.
 */
export function names(person: Person, column: string): RawBuilder<boolean> {
  const sessions = person.sessions.map((name) => name.slice(name.indexOf('/') + 1));
  const ids = [...person.scenarios, ...person.profiles, ...sessions];
  const text = sql.ref(column);
  const either: RawBuilder<boolean>[] = [];
  if (person.endUser.length >= SHORTEST_NAME) {
    const word = `(^|[^[:alnum:]])${escaped(person.endUser)}($|[^[:alnum:]])`;
    either.push(sql<boolean>`${text} ~ ${word}`);
  }
  if (ids.length > 0)
    either.push(
      sql<boolean>`EXISTS (SELECT FROM unnest(${ids}::text[]) AS id WHERE strpos(${text}, id) > 0)`,
    );
  if (either.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${text} <> '' AND (${sql.join(either, sql` OR `)}))`;
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
