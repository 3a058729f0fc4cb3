import { isTenants, names, type Person, type Place } from '@rookery/shared-holding';
import { sql } from 'kysely';

const theirs = (person: Person) =>
  sql<boolean>`${isTenants(person, 'caller')} AND ${names(person, 'request_id')}`;

/** What the schema `inference` holds about people. */
export const INFERENCE_PLACES: readonly Place[] = [
  {
    table: 'inference.model_call',
    holds: 'ids of requests, where they name a person; what the call took stays',
    rows: (person) => sql`
      SELECT jsonb_build_object('at', at, 'request_id', request_id, 'model', model, 'purpose', purpose) AS row
        FROM inference.model_call WHERE ${theirs(person)}`,
    erase: (person) => sql`UPDATE inference.model_call SET request_id = '' WHERE ${theirs(person)}`,
  },
];
