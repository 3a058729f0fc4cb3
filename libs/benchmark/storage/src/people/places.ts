import { isOneOf, type Person, type PersonalPlace, type Place } from '@rookery/shared-holding';
import { sql, type RawBuilder } from 'kysely';
import type { Contents } from '../contents/contents.ts';
import { shownRow } from '../contents/shown-row.ts';
import { eraseFromBuilds, eraseFromSteps, eraseResults } from './erase-samples.ts';
import { dataSets, isTheirPiece, isTheirSample, isTheirScenario, jobs, namingJobs } from './theirs.ts';

type Condition = (person: Person) => RawBuilder<boolean>;

/** A table whose rows are shown as they are, and deleted. */
function whole(table: string, holds: string, theirs: Condition): PersonalPlace {
  return {
    table: `benchmark.${table}`,
    holds,
    rows: (person) =>
      sql`SELECT to_jsonb(r) AS row FROM (SELECT * FROM ${sql.table(`benchmark.${table}`)} WHERE ${theirs(person)}) AS r`,
    erase: (person) => sql`DELETE FROM ${sql.table(`benchmark.${table}`)} WHERE ${theirs(person)}`,
  };
}

/** Their scenarios in data sets of the tenant. */
const linked: Condition = (person) =>
  sql<boolean>`${isOneOf('scenario_id', person.scenarios)} AND data_set_id IN (${dataSets(person)})`;

/** Their scenarios that nobody else holds, or that are erased for everybody. */
const unheld: Condition = (person) => sql<boolean>`
  ${isOneOf('id', person.scenarios)}
  AND NOT EXISTS (SELECT FROM benchmark.data_set_scenario WHERE scenario_id = scenario.id)
  AND NOT EXISTS (SELECT FROM benchmark.run_scenario WHERE scenario_id = scenario.id)`;

/** Their scenarios that the tenant holds: before the links go. */
const held: Condition = (person) => sql<boolean>`
  ${isOneOf('id', person.scenarios)} AND (
    id IN (SELECT scenario_id FROM benchmark.data_set_scenario WHERE data_set_id IN (${dataSets(person)}))
    OR id IN (SELECT scenario_id FROM benchmark.run_scenario WHERE run_id IN (${jobs(person)}))
    OR (${unheld(person)}))`;

/** Profiles as outputs of experiments have them: as they are from before there were keys, and keyed. */
const profilesIn = (person: Person, contents: Contents): readonly string[] => [
  ...new Set([...person.profiles, ...person.profiles.map((id) => contents.keyOfProfile(id))]),
];

const itsProfile = (person: Person, contents: Contents): RawBuilder<boolean> => {
  const quoted = profilesIn(person, contents).map((profile) => `%"${profile}"%`);
  return sql<boolean>`job IN (${jobs(person)}) AND output::text LIKE ANY(${quoted}::text[])`;
};

/** A table some of whose columns may be sealed. */
function opened(place: PersonalPlace, contents: Contents): PersonalPlace {
  return { ...place, shown: (row) => shownRow(place.table, row, contents) };
}

/** What the schema `benchmark` holds about people, in the order of erasure. */
export const benchmarkPlaces = (contents: Contents): readonly Place[] => [
  opened(whole('rating', 'what annotators said of answers to them', isTheirSample), contents),
  whole('drawn_answer', 'which answers to them were drawn for rating', isTheirSample),
  opened(
    {
      ...whole(
        'outcome',
        'verdicts on answers to them, with the words of the judge, who quotes them',
        (person) => sql<boolean>`(${isTheirSample(person)}) OR (${isTheirScenario(person, 'run_id')})`,
      ),
      eraseBy: eraseResults,
    },
    contents,
  ),
  opened(whole('answer', 'answers to them', isTheirSample), contents),
  {
    ...whole('library_build_scenario', 'that a path was planned for them', (person) =>
      isTheirScenario(person, 'job'),
    ),
    eraseBy: eraseFromBuilds,
  },
  whole('experiment_path', 'which attributes they were asked for in an experiment', (person) =>
    isTheirScenario(person, 'job'),
  ),
  {
    ...whole('experiment_step', 'how near library paths are to them, by profile', (person) =>
      itsProfile(person, contents),
    ),
    eraseBy: (db, person) => eraseFromSteps(db, person, profilesIn(person, contents)),
  },
  opened(
    {
      table: 'benchmark.synthesis_query',
      holds: 'queries of a synthesis that became their scenario, with embeddings; they go with the profile',
      rows: (person) => sql`
        SELECT jsonb_build_object('job', job, 'piece', piece, 'query', query, 'sealed', sealed) AS row
          FROM benchmark.synthesis_query WHERE ${isTheirPiece(person)}`,
    },
    contents,
  ),
  opened(whole('synthesis_profile', 'the profile that it was written for', isTheirPiece), contents),
  opened(whole('given_answer', 'answers that came with their scenario', linked), contents),
  whole('run_scenario', 'that a run has their scenario', (person) => isTheirScenario(person, 'run_id')),
  whole('data_set_scenario', 'that a data set has their scenario', linked),
  opened(
    {
      table: 'benchmark.scenario',
      holds: 'what they ask, their background and profile',
      rows: (person) => sql`SELECT to_jsonb(scenario) AS row FROM benchmark.scenario WHERE ${held(person)}`,
      erase: (person) => sql`DELETE FROM benchmark.scenario WHERE ${unheld(person)}`,
    },
    contents,
  ),
  {
    table: 'benchmark.job',
    holds: 'ids of requests, where they name a person',
    rows: (person) => sql`
      SELECT jsonb_build_object('job', id, 'request_id', request_id) AS row FROM benchmark.job
       WHERE ${namingJobs(person)}`,
    erase: (person) => sql`UPDATE benchmark.job SET request_id = NULL WHERE ${namingJobs(person)}`,
  },
  { table: 'benchmark.erased_sample', holdsNothing: 'numbers of samples that are not to be stored any more' },
  { table: 'benchmark.content_key', holdsNothing: 'keys of what is sealed, which go with it' },
  { table: 'benchmark.content_generation', holdsNothing: 'a number: which keys those keys are sealed with' },
  { table: 'benchmark.data_set', holdsNothing: 'names that tenants choose' },
  { table: 'benchmark.run', holdsNothing: 'counters, and a digest of what the scenarios were chosen from' },
  { table: 'benchmark.run_chunk', holdsNothing: 'numbers of samples' },
  { table: 'benchmark.run_fact', holdsNothing: 'versions of prompts, names of indexes and placements' },
  { table: 'benchmark.rating_draw', holdsNothing: 'how answers were drawn' },
  { table: 'benchmark.library_build', holdsNothing: 'counters' },
  { table: 'benchmark.synthesis', holdsNothing: 'counters, and what it was made with' },
  { table: 'benchmark.experiment', holdsNothing: 'counters' },
  { table: 'benchmark.erasure', holdsNothing: 'how an erasure stands' },
  { table: 'benchmark.erased_place', holdsNothing: 'how much an erasure removed, and where' },
  {
    table: 'benchmark.erasure_person',
    holdsNothing: 'a person while they are erased: the row goes when nothing is left of them',
  },
];
