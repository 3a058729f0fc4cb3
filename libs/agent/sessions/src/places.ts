import {
  isOneOf,
  isTenants,
  queryDigest,
  type Known,
  type Person,
  type Place,
} from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';
import { deletion } from './deleted-sessions.ts';
import { endUserHash, type SessionStore } from './session-store.ts';

/** The sessions of a person: of their end user, and those that are named. */
function theirs(person: Person): RawBuilder<boolean> {
  const ids = person.sessions.map((name) => name.slice('sessions/'.length));
  const hash = endUserHash(person.tenant ?? '', person.endUser);
  return sql<boolean>`${isTenants(person, 'owner')} AND (${isOneOf('id', ids)} OR (end_user <> '' AND end_user = ${hash}))`;
}

/** What the schema `agent` holds about people. */
export function agentPlaces(sessions: SessionStore): readonly Place[] {
  return [
    {
      table: 'agent.session',
      holds: 'conversations: what was asked, said and learned, and a hash of the end user',
      rows: (person) => sql`SELECT to_jsonb(id) AS row FROM agent.session WHERE ${theirs(person)}`,
      shown: (id) => sessions.shown(String(id)),
      erase: (person) => deletion(theirs(person)),
    },
    { table: 'agent.referral', holdsNothing: 'how often in a day people were named somebody to turn to' },
    { table: 'agent.deleted_session', holdsNothing: 'random names of sessions that are gone' },
    { table: 'agent.content_generation', holdsNothing: 'a number: which keys contents are sealed with' },
  ];
}

/** By what a person is known who converses: their sessions, and what they asked in them. */
export async function knownBySessions(sessions: SessionStore, person: Person): Promise<Known> {
  const found = await sessions.where(theirs(person));
  return {
    sessions: found.map(({ id }) => `sessions/${id}`),
    queries: [...new Set(found.map(({ content }) => queryDigest(content.progress.conversation.query)))],
  };
}
