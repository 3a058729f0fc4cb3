import { isOneOf, isTenants, type Person, type Place } from '@rookery/shared-holding';
import { sql } from 'kysely';

function theirs(person: Person) {
  const resources = [...person.sessions, ...person.scenarios.map((id) => `scenarios/${id}`)];
  return sql<boolean>`${isTenants(person, 'tenant')} AND ${isOneOf('resource', resources)}`;
}

/** What the audit trail holds about people. */
export const AUDIT_PLACES: readonly Place[] = [
  {
    table: 'audit.entry',
    holds: 'names of their sessions and scenarios; who called what, and when, stays',
    rows: (person) => sql`
      SELECT jsonb_build_object('at', at, 'call', call, 'resource', resource, 'status', status) AS row
        FROM audit.entry WHERE ${theirs(person)}`,
    erase: (person) => sql`UPDATE audit.entry SET resource = '' WHERE ${theirs(person)}`,
  },
];
