import { isOneOf, isTenants, isTheirQuery, names, type Person } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';

// What is a person's among the rows of the benchmark, as parts of queries.

/** Ids of the tenant's jobs. */
export const jobs = (person: Person): RawBuilder<unknown> =>
  sql`SELECT id FROM benchmark.job WHERE ${isTenants(person, 'owner')}`;

/** Ids of the tenant's data sets. */
export const dataSets = (person: Person): RawBuilder<unknown> =>
  sql`SELECT id FROM benchmark.data_set WHERE ${isTenants(person, 'owner')}`;

/** The condition that a column of a row of a job names one of their scenarios. */
export const isTheirScenario = (person: Person, job: string): RawBuilder<boolean> =>
  sql<boolean>`${isOneOf('scenario_id', person.scenarios)} AND ${sql.ref(job)} IN (${jobs(person)})`;

/** Jobs of the tenant whose request ids name the person. */
export const namingJobs = (person: Person): RawBuilder<boolean> =>
  sql<boolean>`${isTenants(person, 'owner')} AND ${names(person, 'request_id')}`;

/**
 * Their samples, run by run: those of the scenarios that the run still has, by the numbers that they have in its shape, and those that
 * were erased before, whose answers may have been under way.
 */
export const samples = (person: Person): RawBuilder<unknown> => sql`
  SELECT held.run_id, ((repetition * run.scenarios + held.position) * shape.width + place)::bigint AS sample
    FROM benchmark.run_scenario AS held
    JOIN benchmark.run ON run.id = held.run_id
    JOIN benchmark.job ON job.id = run.id
    CROSS JOIN LATERAL (
      SELECT jsonb_array_length(job.spec -> 'models') * jsonb_array_length(job.spec -> 'statuses') AS width,
             (job.spec ->> 'repetitions')::int AS repetitions) AS shape
    CROSS JOIN LATERAL generate_series(0, shape.repetitions - 1) AS repetition
    CROSS JOIN LATERAL generate_series(0, shape.width - 1) AS place
   WHERE ${isOneOf('held.scenario_id', person.scenarios)} AND ${isTenants(person, 'job.owner')}
  UNION
  SELECT erased.run_id, erased.sample FROM benchmark.erased_sample AS erased WHERE erased.run_id IN (${jobs(person)})`;

/** The condition that a row with `run_id` and `sample` is one of them. */
export const isTheirSample = (person: Person): RawBuilder<boolean> =>
  sql<boolean>`(run_id, sample) IN (${samples(person)})`;

/**
 * The condition that a piece of a synthesis wrote one of their queries: one that became a scenario of theirs, or what a twin of theirs
 * was made from. From before that was noted, one that asks what they ask.
 */
export const isTheirPiece = (person: Person): RawBuilder<boolean> => sql<boolean>`
  (job, piece) IN (
    SELECT job, piece FROM benchmark.synthesis_query
     WHERE job IN (${jobs(person)}) AND (
       ${isOneOf('scenario_id', person.scenarios)}
       OR scenario_id IN (SELECT twin_of FROM benchmark.scenario WHERE ${isOneOf('scenario.id', person.scenarios)})
       OR (sealed IS NULL AND ${isTheirQuery(person, sql.ref('query'))})))`;
