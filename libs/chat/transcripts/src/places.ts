import { isOneOf, type Person, type Place } from '@rookery/shared-holding';
import { sql } from 'kysely';

const theirs = (person: Person) => isOneOf('session', person.sessions);

/** What the schema `chat` holds about people. */
export const CHAT_PLACES: readonly Place[] = [
  {
    table: 'chat.conversation',
    holds: 'keyed hashes of what was said, and the crisis notice that was given last',
    rows: (person) => sql`
      SELECT jsonb_build_object('session', session, 'notice', notice, 'expires_at', expires_at) AS row
        FROM chat.conversation WHERE ${theirs(person)}`,
    erase: (person) => sql`DELETE FROM chat.conversation WHERE ${theirs(person)}`,
  },
  {
    table: 'chat.turn',
    holds: 'keyed hashes of what was said, and what questions were about',
    rows: (person) => sql`
      SELECT jsonb_build_object('session', session, 'attribute', attribute, 'expires_at', expires_at) AS row
        FROM chat.turn WHERE ${theirs(person)}`,
    erase: (person) => sql`DELETE FROM chat.turn WHERE ${theirs(person)}`,
  },
];
