import { isTenants, names, type Person, type Place } from '@rookery/shared-holding';
import { sql } from 'kysely';

const theirs = (person: Person) =>
  sql<boolean>`${isTenants(person, 'owner')} AND ${names(person, 'request_id')}`;

/** What the schema `judge` holds about people. */
export const JUDGE_PLACES: readonly Place[] = [
  {
    table: 'judge.verdict',
    holds: 'scores by the id of their request, where it names a person; never what was judged',
    rows: (person) => sql`
      SELECT jsonb_build_object('request_id', request_id, 'verdict', verdict) AS row FROM judge.verdict
       WHERE ${theirs(person)}`,
    erase: (person) => sql`DELETE FROM judge.verdict WHERE ${theirs(person)}`,
  },
  { table: 'judge.cached_verdict', holdsNothing: 'scores by a digest of all that they depend on' },
];
