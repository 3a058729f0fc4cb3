import { isTenants, isTheirQuery, names, type Person, type Place } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';

function theirs(person: Person): RawBuilder<boolean> {
  return sql<boolean>`
    ${isTheirQuery(person, sql`content ->> 'query'`)}
    AND job IN (SELECT id FROM planner_comparison.job WHERE ${isTenants(person, 'owner')})`;
}
const namingJobs = (person: Person) =>
  sql<boolean>`${isTenants(person, 'owner')} AND ${names(person, 'request_id')}`;

/** What the schema of comparisons holds about people. */
export const COMPARISON_PLACES: readonly Place[] = [
  {
    table: 'planner_comparison.query',
    holds: 'queries and profiles that planners were compared on; what came of them stays, as numbers',
    rows: (person) => sql`
      SELECT jsonb_build_object('comparison', job, 'content', content) AS row FROM planner_comparison.query
       WHERE ${theirs(person)}`,
    erase: (person) => sql`DELETE FROM planner_comparison.query WHERE ${theirs(person)}`,
  },
  {
    table: 'planner_comparison.job',
    holds: 'ids of requests, where they name a person',
    rows: (person) => sql`
      SELECT jsonb_build_object('job', id, 'request_id', request_id) AS row FROM planner_comparison.job
       WHERE ${namingJobs(person)}`,
    erase: (person) => sql`UPDATE planner_comparison.job SET request_id = NULL WHERE ${namingJobs(person)}`,
  },
  { table: 'planner_comparison.comparison', holdsNothing: 'numbers of planners' },
  { table: 'planner_comparison.piece', holdsNothing: 'numbers of searches' },
  { table: 'planner_comparison.lost', holdsNothing: 'which planners died, and their words' },
];
