import { isOneOf, isTenants, isTheirQuery, names, type Person, type Place } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';
import { queryKeyId, type QueryContents } from './contents/query-contents.ts';

/** The queries of a person in comparisons of the tenant. */
const theirQueries =
  (contents: QueryContents) =>
  (person: Person): RawBuilder<boolean> => {
    const asked = person.queries.flatMap((digest) => contents.asked(digest) ?? []);
    return sql<boolean>`
      ((sealed IS NULL AND ${isTheirQuery(person, sql`content ->> 'query'`)}) OR ${isOneOf('asked', asked)})
      AND job IN (SELECT id FROM planner_comparison.job WHERE ${isTenants(person, 'owner')})`;
  };

/** A query as it is shown to the person whose it is. */
async function shownQuery(row: unknown, contents: QueryContents): Promise<unknown> {
  const { job, number, content, sealed } = row as {
    readonly job: string;
    readonly number: number;
    readonly content: unknown;
    readonly sealed: string | null;
  };
  if (sealed === null) return { comparison: job, content };
  const id = queryKeyId(job, number);
  const bytes = Buffer.from(sealed.slice('\\x'.length), 'hex');
  return {
    comparison: job,
    content: contents.opened({ content, sealed: bytes }, id, await contents.keysOf([id])),
  };
}

const namingJobs = (person: Person) =>
  sql<boolean>`${isTenants(person, 'owner')} AND ${names(person, 'request_id')}`;

/** What the schema of comparisons holds about people. */
export function comparisonPlaces(contents: QueryContents): readonly Place[] {
  const theirs = theirQueries(contents);
  return [
    {
      table: 'planner_comparison.query',
      holds: 'queries and profiles that planners were compared on; what came of them stays, as numbers',
      rows: (person) => sql`
      SELECT to_jsonb(query) AS row FROM planner_comparison.query WHERE ${theirs(person)}`,
      erase: (person) => sql`DELETE FROM planner_comparison.query WHERE ${theirs(person)}`,
      shown: (row) => shownQuery(row, contents),
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
    { table: 'planner_comparison.content_key', holdsNothing: 'keys of what is sealed, which go with it' },
    {
      table: 'planner_comparison.content_generation',
      holdsNothing: 'a number: which keys those keys are sealed with',
    },
  ];
}
